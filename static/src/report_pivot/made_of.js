import { Domain } from "@web/core/domain";

const COUNTED = [["is_counted", "=", true]];
const ACTUALS = [
    ["is_counted", "=", true],
    ["kind", "=", "fact"],
];
const TARGETS = [["kind", "=", "target"]];

/** All rows of one basis, whether their plan counts them or not. */
function ofBasis(basis) {
    return [
        ["kind", "=", "fact"],
        ["basis", "=", basis],
    ];
}

/**
 * What rows measures are made of, where that is not simply those that have some of it.
 *
 * A target of zero is planned, so it is one of the rows of a target.
 */
const MADE_OF = {
    "sales.plan.report": {
        target_amount: TARGETS,
        history_amount: TARGETS,
        actual_amount: ACTUALS,
        gap_amount: COUNTED,
        attainment: COUNTED,
        compared_amount: COUNTED,
        change_amount: [["kind", "in", ["target", "earlier"]], ["change_amount", "!=", 0]],
        raised_amount: [["kind", "in", ["target", "earlier"]]],
        cut_amount: [["kind", "in", ["target", "earlier"]]],
        won_amount: ofBasis("won"),
        ordered_amount: ofBasis("ordered"),
        invoiced_amount: ofBasis("invoiced"),
        collected_amount: ofBasis("collected"),
        pipeline_amount: ofBasis("pipeline"),
    },
    "sales.forecast.conversion": {
        won_number: [["outcome", "=", "won"]],
        lost_number: [["outcome", "=", "lost"]],
        win_rate: [["outcome", "in", ["won", "lost"]]],
        value_win_rate: [["outcome", "in", ["won", "lost"]]],
        moved_on_rate: [["progress", "in", ["moved_on", "ended"]]],
    },
    "sales.source.return": {
        leads: [["leads", "!=", 0]],
        opportunities: [["opportunities", "!=", 0]],
        qualified: [["qualified", "!=", 0]],
        won: [["won", "!=", 0]],
        customers: [["customers", "!=", 0]],
        first_won: [["first_won", "!=", 0]],
        first_customers: [["first_customers", "!=", 0]],
        cost_per_lead: [["kind", "in", ["lead", "cost", "bill"]]],
        cost_per_customer: [["kind", "in", ["customer", "cost", "bill"]]],
        days_to_money: [["days_to_money", "!=", false]],
        ...Object.fromEntries(
            ["revenue_per_cost", "margin_per_cost", "return_on_margin"].map((ratio) => [
                ratio,
                [["kind", "in", ["invoiced", "cost", "bill"]], ["touch", "!=", "first"]],
            ])
        ),
        ...Object.fromEntries(
            ["first_revenue_per_cost", "first_return_on_margin"].map((ratio) => [
                ratio,
                [["kind", "in", ["invoiced", "cost", "bill"]], ["touch", "!=", "last"]],
            ])
        ),
    },
    "sales.forecast.calibration": {
        won_amount: [["outcome", "=", "won"]],
    },
};

/**
 * The rows that a measure of a report is made of, as a domain.
 *
 * Of a sum these are the rows that have some of it; of other figures all rows of the group.
 *
 * @param {string} resModel
 * @param {string} measure name of the field, or `__count`
 * @param {{type: string, aggregator?: string}} field
 */
export function getRowsOf(resModel, measure, field) {
    const known = MADE_OF[resModel]?.[measure];
    if (known) {
        return new Domain(known);
    }
    if (field?.type === "monetary" && field.aggregator === "sum") {
        return new Domain([[measure, "!=", 0]]);
    }
    return Domain.TRUE;
}
