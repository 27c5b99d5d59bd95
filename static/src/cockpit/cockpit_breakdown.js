import { Component, onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";
import { getCustomColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { GRID, LOSS, scheme } from "../figures/chart_colors";
import { exact, percent, plain, short, whole } from "./formats";

const TEXT = getCustomColor(scheme, "#6b7280", "#b4b8c2");
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
        this.canvas = useRef("canvas");
        this.chart = null;
        onWillStart(() => loadBundle("web.chartjs_lib"));
        useEffect(
            () => this.draw(),
            () => [this.data]
        );
        onWillUnmount(() => this.chart?.destroy());
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
                y: {
                    beginAtZero: true,
                    border: { display: false },
                    grid: { color: GRID },
                    ticks: {
                        color: TEXT,
                        maxTicksLimit: 5,
                        callback: (value) => short(value, this.unit),
                    },
                },
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
