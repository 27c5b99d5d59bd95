import { _t } from "@web/core/l10n/translation";
import { formatPercentage } from "@sales_plan/figures/amounts";

/**
 * How far the rows of a plan are that is split level by level: what was published stays in force
 * while those who answer for a row prepare what is below it.
 */

/** @typedef {{name: string, icon: string, color: string, label: string, title: string}} Mark */

const STATES = {
    draft: {
        icon: "fa-circle-o",
        color: "text-muted",
        label: () => _t("Draft"),
        title: () => _t("Draft: whoever it is for does not see it yet"),
    },
    changed: {
        icon: "fa-adjust",
        color: "text-warning",
        label: () => _t("Changes not published"),
        title: () => _t("Changes not published: the former figures are in force"),
    },
    published: {
        icon: "fa-check-circle",
        color: "text-success",
        label: () => _t("Published"),
        title: () => _t("Published: in force as shown"),
    },
};
const REVISE = {
    icon: "fa-refresh",
    color: "text-warning",
    label: () => _t("To be revised"),
    title: () => _t("To be revised: a target above was published with other figures since"),
};
const AGREEMENTS = {
    open: {
        icon: "fa-clock-o",
        color: "text-muted",
        label: () => _t("Not answered"),
        title: () => _t("Not answered: its owner has neither accepted it nor proposed another"),
    },
    accepted: {
        icon: "fa-thumbs-o-up",
        color: "text-success",
        label: () => _t("Accepted"),
        title: () => _t("Accepted by its owner"),
    },
    proposed: {
        icon: "fa-commenting-o",
        color: "text-warning",
        label: () => _t("Another proposed"),
        title: () => _t("Its owner has proposed another target"),
    },
};

function mark(name, { icon, color, label, title }) {
    return { name, icon, color, label: label(), title: title() };
}

/** @returns {Mark[]} what is shown beside the name of a row */
export function rowMarks(plan, row) {
    if (!plan.is_cascaded || !row?.state) {
        return [];
    }
    const marks = [];
    if (row.agreement && plan.asks_agreement) {
        marks.push(mark(row.agreement, AGREEMENTS[row.agreement]));
    }
    if (row.to_revise) {
        marks.push(mark("to_revise", REVISE));
    }
    return [...marks, mark(row.state, STATES[row.state])];
}

/** @returns {Mark[]} all marks that a plan can show, for its legend */
export function legend(plan) {
    if (!plan.is_cascaded) {
        return [];
    }
    const marks = { ...STATES, to_revise: REVISE, ...(plan.asks_agreement ? AGREEMENTS : {}) };
    return Object.entries(marks).map(([name, values]) => mark(name, values));
}

/** Who answers for a row, where its name does not say so. */
export function ownerText(row) {
    if (row?.is_mine) {
        return _t("Your target");
    }
    return row?.responsible && row.responsible !== row.name ? row.responsible : "";
}

/** @returns {string} how much more the rows below have, or may have, than there is */
export function percentText(ratio) {
    return formatPercentage(ratio, { digits: [false, 1] });
}

/** @returns {string} how much more than a target a plan lets be given out below it */
export function limitText(plan) {
    return percentText(plan.over_assignment_limit / 100);
}

/**
 * Say how much of a row is given out below it; of the row above where a row has none below.
 *
 * @returns {{text: string, isOver: boolean}|null} null where there is nothing to say
 */
export function describeRest(api, rowId) {
    const { plan, rows } = api.model;
    const selected = rows.get(rowId);
    const row = selected?.count ? selected : rows.get(selected?.parent_id);
    const [amount, , rest] = row?.cells?.at(-1) || [];
    if (!plan.is_cascaded || typeof amount !== "number" || typeof rest !== "number") {
        return null;
    }
    const values = { row: row.name, amount: api.format(Math.abs(rest)) };
    if (!rest) {
        return { text: _t("“%(row)s” is given out completely.", values), isOver: false };
    }
    if (rest > 0) {
        return {
            text: _t("“%(row)s” still has %(amount)s to give out.", values),
            isOver: false,
        };
    }
    const over = row.over?.at(-1);
    const isOver = row.is_over;
    if (!over) {
        return { text: _t("“%(row)s” is over-assigned by %(amount)s.", values), isOver };
    }
    const sentence = _t(
        "“%(row)s” is over-assigned by %(amount)s, that is %(percent)s; this plan allows %(limit)s.",
        { ...values, percent: percentText(over), limit: limitText(plan) }
    );
    return { text: sentence, isOver };
}
