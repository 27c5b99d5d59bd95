import { onWillStart } from "@odoo/owl";
import { deserializeDate, formatDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";

/** From when deals are known, see `get_beginning` of the history: days, or false. */
export function useBeginning() {
    const orm = useService("orm");
    const beginning = { since: false, forecast_since: false, remaining: 0 };
    onWillStart(async () => {
        Object.assign(beginning, await orm.call("crm.lead.history", "get_beginning", []));
    });
    return beginning;
}

function isBefore(day, beginning) {
    return Boolean(day && beginning && day < beginning);
}

function told(day) {
    return formatDate(deserializeDate(day));
}

/**
 * What is not known of a day, in a sentence; nothing where all of it is.
 *
 * @param {string} day
 */
export function describeDay({ since, forecast_since, remaining }, day) {
    if (isBefore(day, since)) {
        return remaining
            ? _t(
                  "The history of deals begins on %(day)s. What was before is being rebuilt; deals left: %(count)s.",
                  { day: told(since), count: remaining }
              )
            : _t("The history of deals begins on %s: there are no figures of days before.", told(since));
    }
    if (isBefore(day, forecast_since)) {
        return _t(
            "Deals are recorded since %s. Of days before, probability, expected closing and category are not known.",
            told(forecast_since)
        );
    }
    return "";
}

/**
 * What is not known of a flow, in a sentence; nothing where all of it is.
 *
 * @param {Object} flow as the search has it: closings and weights are not known as long as amounts
 */
export function describeFlow({ since, forecast_since }, flow) {
    const { flow_from, flow_to, flow_span_from, flow_span_to, flow_measure } = flow;
    const needsForecast = flow_span_from || flow_span_to || flow_measure === "weighted";
    const begins = needsForecast ? forecast_since : since;
    if (!isBefore(flow_from, begins)) {
        return "";
    }
    if (isBefore(flow_to, begins)) {
        return needsForecast
            ? _t("Probabilities and expected closings are known since %s: there are no figures of days before.", told(begins))
            : _t("The history of deals begins on %s: there are no figures of days before.", told(begins));
    }
    return needsForecast
        ? _t("Probabilities and expected closings are known since %s: the opening is what was there then.", told(begins))
        : _t("The history of deals begins on %s: the opening is what was there then.", told(begins));
}

/**
 * From when on a report knows what it counts, in a sentence; nothing where it always does.
 *
 * @param {string} resModel
 */
export function describeReport({ since, forecast_since }, resModel) {
    if (resModel === "sales.forecast.conversion") {
        return since && _t("Counted are deals whose stages are known: since %s.", told(since));
    }
    return forecast_since && _t("Probabilities of deals are known since %s.", told(forecast_since));
}
