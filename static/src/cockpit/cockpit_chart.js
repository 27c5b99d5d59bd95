import { Component } from "@odoo/owl";
import { getCustomColor } from "@web/core/colors/colors";
import { deserializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { scheme } from "../figures/chart_colors";
import { useChart } from "../figures/use_chart";
import { amountAxis, TEXT } from "./amount_axis";
import { dayText, exact, short, whole } from "./formats";

const GRID = getCustomColor(scheme, "rgba(0,0,0,.06)", "rgba(255,255,255,.09)");
const PLAN = getCustomColor(scheme, "#8a919e", "#8f96a3");
const BEFORE = getCustomColor(scheme, "#d3d7de", "#4b515d");

/** How a span goes, added up from its first day: plan, actual, last year, and the landing. */
export class CockpitChart extends Component {
    static template = "sales_plan.CockpitChart";
    static props = { model: Object };

    setup() {
        useChart(this, () => [this.props.model.data, this.props.model.landing]);
    }

    /** The one colour of the page, from its style sheet. */
    readColors() {
        const style = getComputedStyle(this.canvas.el);
        this.accent = style.getPropertyValue("--o-sales-plan-accent").trim() || TEXT;
        this.band = style.getPropertyValue("--o-sales-plan-accent-soft").trim() || GRID;
    }

    get data() {
        return this.props.model.data;
    }

    get unit() {
        return this.props.model.unit;
    }

    get days() {
        return this.data.chart.days.map((day) => deserializeDate(day));
    }

    /** Whether there is a point for each day, rather than for each week. */
    get isDaily() {
        const [first, second] = this.days;
        return !second || second.diff(first).as("days") < 2;
    }

    get landing() {
        return this.props.model.landing?.own;
    }

    /** Place of the last day of which the actual is known. */
    get last() {
        return this.data.chart.actual.findLastIndex((amount) => amount !== null);
    }

    get legend() {
        const { chart } = this.data;
        return [
            { name: "actual", label: _t("Actual"), isShown: true },
            { name: "plan", label: _t("Plan"), isShown: Boolean(chart.plan) },
            { name: "last_year", label: _t("Last year"), isShown: Boolean(chart.last_year) },
            { name: "landing", label: _t("Landing"), isShown: Boolean(this.landing) },
        ].filter(({ isShown }) => isShown);
    }

    /** What the picture shows, for who does not see it. */
    get label() {
        const { figures, span } = this.data;
        return _t("%(span)s: %(actual)s of %(target)s", {
            span: span.name,
            actual: whole(figures.actual, this.unit),
            target: whole(figures.target, this.unit),
        });
    }

    draw() {
        this.chart?.destroy();
        this.readColors();
        this.chart = new Chart(this.canvas.el, {
            type: "line",
            data: { labels: this.data.chart.days.map(dayText), datasets: this.datasets },
            options: this.options,
        });
    }

    get datasets() {
        const { chart } = this.data;
        const line = (name, label, data, options) => ({
            name,
            label,
            data,
            borderWidth: 1.5,
            pointRadius: 0,
            pointHitRadius: 8,
            tension: 0,
            fill: false,
            ...options,
        });
        const found = [
            line("actual", _t("Actual"), chart.actual, {
                borderColor: this.accent,
                borderWidth: 2.5,
                pointBackgroundColor: this.accent,
                pointRadius: ({ dataIndex }) => (dataIndex === this.last ? 4 : 0),
            }),
        ];
        if (chart.plan) {
            found.push(
                line("plan", _t("Plan"), chart.plan, {
                    borderColor: PLAN,
                    borderDash: [5, 4],
                })
            );
            if (this.isRunning) {
                found.push(
                    line("expected", _t("Expected by today"), this.expected, {
                        borderColor: PLAN,
                        pointBackgroundColor: PLAN,
                        pointRadius: 3,
                    })
                );
            }
        }
        if (chart.last_year) {
            found.push(line("last_year", _t("Last year"), chart.last_year, { borderColor: BEFORE }));
        }
        return this.landing ? [...found, ...this.getFan(line)] : found;
    }

    /** One point: what should be there this morning. */
    get expected() {
        const { chart, figures } = this.data;
        return chart.days.map((_day, place) => (place === this.last ? figures.expected : null));
    }

    get isRunning() {
        const { is_over, is_ahead } = this.data.span;
        return !is_over && !is_ahead;
    }

    /** From the actual of today to the range at the end of the span. */
    getFan(line) {
        const { chart } = this.data;
        const begin = Math.max(this.last, 0);
        const from = chart.actual[begin] || 0;
        const end = chart.days.length - 1;
        const ray = (to) =>
            chart.days.map((_day, place) => {
                if (place < begin) {
                    return null;
                }
                return end === begin ? to : from + ((to - from) * (place - begin)) / (end - begin);
            });
        const { p10, p50, p90 } = this.landing;
        const hidden = { borderWidth: 0, pointHitRadius: 0 };
        return [
            line("low", _t("Landing, low"), ray(p10), hidden),
            line("high", _t("Landing, high"), ray(p90), {
                ...hidden,
                fill: "-1",
                backgroundColor: this.band,
            }),
            line("landing", _t("Landing"), ray(p50), {
                borderColor: this.accent,
                borderDash: [2, 3],
                pointBackgroundColor: this.accent,
                pointRadius: ({ dataIndex }) => (dataIndex === end ? 3 : 0),
            }),
        ];
    }

    get options() {
        return {
            maintainAspectRatio: false,
            animation: false,
            interaction: { mode: "index", intersect: false },
            layout: { padding: { top: 4, right: 4 } },
            scales: {
                x: {
                    // a tick for each month of a long span, where it begins
                    afterBuildTicks: (axis) => {
                        axis.ticks = axis.ticks.filter(({ value }) => this.hasTick(value));
                    },
                    grid: { display: false },
                    border: { color: GRID },
                    ticks: {
                        color: TEXT,
                        maxRotation: 0,
                        autoSkipPadding: 16,
                        callback: (place) => this.getTick(place),
                    },
                },
                y: amountAxis(this.unit, 6, GRID),
            },
            plugins: {
                legend: { display: false },
                tooltip: {
                    filter: ({ dataset, dataIndex }) => this.tells(dataset.name, dataIndex),
                    callbacks: {
                        label: ({ dataset, raw }) => `${dataset.label}: ${exact(raw, this.unit)}`,
                    },
                },
            },
        };
    }

    hasTick(place) {
        const { days } = this;
        return this.isDaily || !place || days[place - 1].month !== days[place].month;
    }

    getTick(place) {
        const format = this.isDaily ? { day: "numeric", month: "short" } : { month: "short" };
        return this.days[place].toLocaleString(format);
    }

    /** The range is told at the end of the span only: before it is a drawing. */
    tells(name, place) {
        const isRange = ["low", "high", "landing"].includes(name);
        return !isRange || place === this.data.chart.days.length - 1;
    }
}
