import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { usePopover } from "@web/core/popover/popover_hook";
import { shortChance } from "@sales_plan/figures/chances";
import { CockpitLanding } from "./cockpit_landing";
import { difference, exact, isKnown, NONE, percent, times, whole } from "./formats";

/** The figures on top: each in whole units, to the cent in its tooltip, and opening its rows. */
export class CockpitFigures extends Component {
    static template = "sales_plan.CockpitFigures";
    static props = { model: Object, open: Function };

    setup() {
        this.popover = usePopover(CockpitLanding, { position: "bottom" });
    }

    get figures() {
        return this.props.model.data.figures;
    }

    get unit() {
        return this.props.model.unit;
    }

    get basis() {
        return this.props.model.data.plan.basis;
    }

    /** The bar below the actual: how much of the target is there, and where it should be. */
    get bar() {
        const { target, actual, expected } = this.figures;
        if (!target || target < 0) {
            return null;
        }
        const share = (amount) => Math.min(Math.max(amount / target, 0), 1) * 100;
        return { actual: share(actual), expected: share(expected) };
    }

    get daysLeft() {
        const { days_left } = this.figures;
        return days_left === 1 ? _t("1 working day left") : _t("%s working days left", days_left);
    }

    get tiles() {
        const { figures, unit } = this;
        const actuals = () => this.props.open("cockpit_open_documents", this.basis);
        const targets = () => this.props.open("cockpit_open_target");
        const deals = () => this.props.open("cockpit_open_documents", "pipeline");
        return [
            {
                name: "actual",
                label: _t("Actual"),
                value: whole(figures.actual, unit),
                title: exact(figures.actual, unit),
                note: this.actualNote,
                open: actuals,
            },
            {
                name: "target",
                label: _t("Target"),
                value: whole(figures.target, unit),
                title: exact(figures.target, unit),
                note: isKnown(figures.expected)
                    ? _t("%s by today", whole(figures.expected, unit))
                    : _t("nothing planned"),
                open: targets,
            },
            {
                name: "attainment",
                label: _t("Attainment"),
                value: percent(figures.attainment),
                title: isKnown(figures.attainment)
                    ? _t("%(actual)s of %(target)s", {
                          actual: exact(figures.actual, unit),
                          target: exact(figures.target, unit),
                      })
                    : "",
                bar: this.bar,
                open: actuals,
            },
            {
                name: "gap",
                label: _t("Gap"),
                value: isKnown(figures.gap) ? difference(figures.gap, unit) : NONE,
                title: exact(figures.gap, unit),
                note: figures.days_left ? this.daysLeft : "",
                open: targets,
            },
            {
                name: "pace",
                label: _t("Pace"),
                value: percent(figures.pace),
                title: isKnown(figures.behind) ? exact(figures.behind, unit) : "",
                note: isKnown(figures.pace) ? this.behindNote : "",
                tone: this.isBehind ? "bad" : "",
                open: actuals,
            },
            {
                name: "per_day",
                label: _t("Needed per Day"),
                value: whole(figures.per_day, unit),
                title: exact(figures.per_day, unit),
                note: isKnown(figures.per_day) ? _t("on each working day") : "",
                open: targets,
            },
            this.landingTile,
            {
                name: "coverage",
                label: _t("Coverage"),
                value: times(figures.coverage),
                title: exact(figures.pipeline, unit),
                note: isKnown(figures.pipeline)
                    ? _t("%s open deals", whole(figures.pipeline, unit))
                    : "",
                tone: isKnown(figures.coverage) && figures.coverage < 1 ? "bad" : "",
                open: deals,
            },
        ];
    }

    get actualNote() {
        return {
            won: _t("won"),
            ordered: _t("ordered"),
            invoiced: _t("invoiced"),
            collected: _t("collected"),
        }[this.basis];
    }

    get isBehind() {
        const { status } = this.figures;
        return status === "at_risk" || status === "missed";
    }

    get behindNote() {
        const { behind } = this.figures;
        const amount = whole(Math.abs(behind), this.unit);
        return behind < 0 ? _t("%s behind", amount) : _t("%s ahead", amount);
    }

    get landingTile() {
        const { landing, data } = this.props.model;
        const own = landing?.own;
        const tile = { name: "landing", label: _t("Landing"), title: "" };
        if (data.span.is_over) {
            return { ...tile, value: NONE, note: _t("the period is over") };
        }
        if (!own) {
            return { ...tile, value: NONE, note: landing ? "" : _t("being worked out") };
        }
        const range = _t("%(low)s to %(high)s", {
            low: whole(own.p10, this.unit),
            high: whole(own.p90, this.unit),
        });
        return {
            ...tile,
            value: whole(own.p50, this.unit),
            title: [exact(own.p50, this.unit), range].join(" · "),
            note: isKnown(own.chance) ? _t("%s chance", shortChance(own.chance)) : range,
            open: (ev) =>
                this.popover.open(ev.currentTarget, {
                    landing: own,
                    hasRows: this.props.model.isOwnBasis,
                    unit: this.unit,
                    open: this.props.open,
                }),
        };
    }
}
