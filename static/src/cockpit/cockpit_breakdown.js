import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { GRID, LOSS } from "../figures/chart_colors";
import { useChart } from "../figures/use_chart";
import { amountAxis, TEXT } from "./amount_axis";
import { exact, percent, plain, whole } from "./formats";

/** Longer names are cut on the axis; the tooltip has them whole. */
const NAME_LENGTH = 14;
/** So many bars have room for their names on a phone. */
const FEW = 5;

/**
 * Which parts make the gap, the largest first with the share that they come to, and which ones have
 * more than they should, so that the sum hides it.
 */
export class CockpitBreakdown extends Component {
    static template = "sales_plan.CockpitBreakdown";
    static props = { model: Object, showRow: Function };

    setup() {
        this.action = useService("action");
        useChart(this, () => [this.data]);
    }

    get data() {
        return this.props.model.breakdown;
    }

    get unit() {
        return this.props.model.unit;
    }

    get isEmpty() {
        return Boolean(this.data && !this.data.choices);
    }

    /** The bars: parts that are behind, and all others of these in one. */
    get bars() {
        const { behind, others } = this.data;
        const shown = this.env.isSmall ? behind.slice(0, FEW) : behind;
        const rest = behind.slice(shown.length);
        const count = others.count + rest.length;
        if (!count) {
            return shown;
        }
        const difference = rest.reduce((sum, part) => sum + part.difference, others.difference);
        return [...shown, { name: _t("%s others", count), value_id: false, difference, share: 1 }];
    }

    get dueLabel() {
        return this.data.is_planned ? _t("Expected by today") : _t("A year before");
    }

    get label() {
        return this.data.text.join(" ");
    }

    whole(value) {
        return whole(value, this.unit);
    }

    exact(value) {
        return exact(value, this.unit);
    }

    plain(value) {
        return plain(value);
    }

    percent(value) {
        return percent(value);
    }

    choose(by) {
        return this.props.model.showBreakdown(by);
    }

    async open({ value_id }) {
        if (value_id) {
            return this.action.doAction(await this.props.model.getPartAction(value_id));
        }
    }

    draw() {
        this.chart?.destroy();
        this.chart = null;
        if (!this.canvas.el) {
            return;
        }
        const { bars } = this;
        const cut = (name) =>
            name.length > NAME_LENGTH ? `${name.slice(0, NAME_LENGTH - 1)}…` : name;
        this.chart = new Chart(this.canvas.el, {
            data: {
                labels: bars.map(({ name }) => cut(name)),
                datasets: [
                    {
                        type: "line",
                        label: _t("Added up"),
                        data: bars.map(({ share }) => share),
                        yAxisID: "share",
                        borderColor: TEXT,
                        backgroundColor: TEXT,
                        borderWidth: 1.5,
                        pointRadius: 2.5,
                        clip: false,
                    },
                    {
                        type: "bar",
                        label: _t("Missing"),
                        data: bars.map(({ difference }) => difference),
                        backgroundColor: LOSS,
                        maxBarThickness: 40,
                    },
                ],
            },
            options: this.getOptions(bars),
        });
    }

    getOptions(bars) {
        return {
            maintainAspectRatio: false,
            animation: false,
            interaction: { mode: "index", intersect: false },
            onClick: (_ev, [item]) => item && this.open(bars[item.index]),
            scales: {
                x: {
                    grid: { display: false },
                    ticks: { color: TEXT, maxRotation: 40, autoSkip: false },
                },
                y: amountAxis(this.unit, 5, GRID),
                share: {
                    position: "right",
                    min: 0,
                    max: 1,
                    border: { display: false },
                    grid: { display: false },
                    ticks: {
                        color: TEXT,
                        stepSize: 0.2,
                        callback: (value) => percent(value),
                    },
                },
            },
            plugins: {
                legend: { display: false },
                tooltip: {
                    callbacks: {
                        title: ([item]) => (item ? bars[item.dataIndex].name : ""),
                        label: ({ dataset, raw }) =>
                            `${dataset.label}: ${
                                dataset.yAxisID === "share" ? percent(raw) : this.exact(raw)
                            }`,
                    },
                },
            },
        };
    }
}
