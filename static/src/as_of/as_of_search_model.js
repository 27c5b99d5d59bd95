import { Domain } from "@web/core/domain";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { companyToday } from "../company_day";

const FIELD = "valid_on";

function isDay(leaf) {
    return Array.isArray(leaf) && leaf[0] === FIELD;
}

/**
 * The day that deals are looked at travels with the search: the domain asks for the versions valid
 * at its end, and lists opened from a pivot are of the same day.
 *
 * @template {new (...args: any[]) => import("@web/search/search_model").SearchModel} T
 * @param {T} Base
 */
export function withAsOf(Base) {
    return class extends Base {
        async load(config) {
            const opened = config.domain?.find(isDay)?.[2];
            this.asOf = config.state?.asOf || config.context?.as_of || opened || this.today;
            // the day that it was opened for is chosen, not fixed
            const domain = config.domain?.map((leaf) => (isDay(leaf) ? [1, "=", 1] : leaf));
            return super.load({ ...config, domain });
        }

        get today() {
            return serializeDate(companyToday());
        }

        exportState() {
            return { ...super.exportState(), asOf: this.asOf };
        }

        get day() {
            return deserializeDate(this.asOf);
        }

        setDay(day) {
            this.asOf = day ? serializeDate(day) : this.today;
            return this._notify();
        }

        get context() {
            return { ...super.context, as_of: this.asOf };
        }

        /** Favourites keep the filters, not the day. */
        _getDomain(params = {}) {
            const domain = super._getDomain({ ...params, raw: true });
            const isWhole = params.withGlobal !== false;
            const dated = isWhole ? Domain.and([domain, [[FIELD, "=", this.asOf]]]) : domain;
            return params.raw ? dated : dated.toList(this.domainEvalContext);
        }
    };
}
