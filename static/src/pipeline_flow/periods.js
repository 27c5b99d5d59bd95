import { _t } from "@web/core/l10n/translation";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { companyToday } from "../company_day";

/** Spans of days, as first and last day; ends of days are the moments that are compared. */
function thisUnit(unit) {
    const today = companyToday();
    return [today.startOf(unit), today.endOf(unit)];
}

function lastUnit(unit) {
    const day = companyToday().minus({ [unit]: 1 });
    return [day.startOf(unit), day.endOf(unit)];
}

/** What lies between opening and closing: the opening is the end of the day before. */
export const FLOW_PERIODS = [
    {
        id: "week",
        label: _t("Last 7 Days"),
        span: () => [companyToday().minus({ days: 6 }), companyToday()],
    },
    {
        id: "month",
        label: _t("This Month"),
        span: () => [companyToday().startOf("month"), companyToday()],
    },
    { id: "last_month", label: _t("Last Month"), span: () => lastUnit("month") },
    {
        id: "quarter",
        label: _t("This Quarter"),
        span: () => [companyToday().startOf("quarter"), companyToday()],
    },
    { id: "last_quarter", label: _t("Last Quarter"), span: () => lastUnit("quarter") },
    {
        id: "year",
        label: _t("This Year"),
        span: () => [companyToday().startOf("year"), companyToday()],
    },
];

/** Expected closings that count. */
export const CLOSING_SPANS = [
    { id: "all", label: _t("Any Closing Date"), span: () => [false, false] },
    { id: "month", label: _t("Closing This Month"), span: () => thisUnit("month") },
    { id: "quarter", label: _t("Closing This Quarter"), span: () => thisUnit("quarter") },
    { id: "year", label: _t("Closing This Year"), span: () => thisUnit("year") },
];

/** @returns {{flow_from: string, flow_to: string}} the days whose ends are compared */
export function flowOf(period) {
    const [first, last] = period.span();
    return { flow_from: serializeDate(first.minus({ days: 1 })), flow_to: serializeDate(last) };
}

/** @returns {{flow_span_from: string|false, flow_span_to: string|false}} */
export function closingsOf(span) {
    const [first, last] = span.span();
    return {
        flow_span_from: first && serializeDate(first),
        flow_span_to: last && serializeDate(last),
    };
}

/** @returns {Object|undefined} the period or span of a list that a flow is of */
export function findSame(choices, toContext, flow) {
    return choices.find((choice) =>
        Object.entries(toContext(choice)).every(([key, value]) => (flow[key] || false) === value)
    );
}

export function toDate(text) {
    return text ? deserializeDate(text) : false;
}
