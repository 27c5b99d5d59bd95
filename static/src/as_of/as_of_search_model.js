import { Domain } from "@web/core/domain";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { companyToday } from "../company_day";
import { getAddressedDay } from "./as_of_address";

/**
 * The day that something is looked at travels with the search: the domain asks for what was there
 * at its end, and lists opened from a pivot are of the same day.
 *
 * @template {new (...args: any[]) => import("@web/search/search_model").SearchModel} T
 * @param {T} Base
 * @param {string} field that the domain asks by; of deals for the versions valid then
 * @param {boolean} isLive whether today needs no condition: what is there now is looked at
 */
export function withAsOf(Base, field = "valid_on", isLive = false) {
    const isDay = (leaf) => Array.isArray(leaf) && leaf[0] === field;
    return class extends Base {
        async load(config) {
            const opened = config.domain?.find(isDay)?.[2];
            this.asOf =
                config.state?.asOf ||
                getAddressedDay(this.env, this.today) ||
                config.context?.as_of ||
                opened ||
                this.today;
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

        get isPast() {
            return this.asOf < this.today;
        }

        /** Whether what is looked at depends on the day. */
        get hasDay() {
            return !isLive || this.isPast;
        }

        get context() {
            return this.hasDay ? { ...super.context, as_of: this.asOf } : super.context;
        }

        /** Favourites keep the filters, not the day. */
        _getDomain(params = {}) {
            const domain = super._getDomain({ ...params, raw: true });
            const isDated = params.withGlobal !== false && this.hasDay;
            const dated = isDated ? Domain.and([domain, [[field, "=", this.asOf]]]) : domain;
            return params.raw ? dated : dated.toList(this.domainEvalContext);
        }
    };
}
