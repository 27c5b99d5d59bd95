import { Component } from "@odoo/owl";
import { getCustomColor } from "@web/core/colors/colors";
import { deserializeDate, toLocaleDateString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatMonetary } from "@sales_plan/figures/amounts";
import { GRID, scheme, TEXT } from "@sales_plan/figures/chart_colors";
import { useChart } from "@sales_plan/figures/use_chart";

const MIDDLE = getCustomColor(scheme, "#0f766e", "#5eead4");
const BAND = getCustomColor(scheme, "rgba(15,118,110,.2)", "rgba(94,234,212,.2)");
const ACTUAL = getCustomColor(scheme, "#1d4ed8", "#93c5fd");
const TARGET = getCustomColor(scheme, "#374151", "#d1d5db");
/** Pixels that the chart is wide from which on every week has its tick. */
const WIDE = 600;

/** How a day of the period is written on the axis, without its year. */
function shortDay(day) {
    return deserializeDate(day).toLocaleString({ day: "numeric", month: "short" });
}

/**
 * Where a period was going to end up, week after week: a band from low to high that narrows, the
 * middle in it, what counted by then, and the target; and the same as a table for who reads none.
 *
 * All figures come from the server: nothing is computed here. Days that are still to come have no
 * figures, so that the chart is as wide as the period.
 */
export class LandingTrend extends Component {
    static template = "sales_plan.LandingTrend";
    static props = {
        /** [{day, low, middle, high, actual}], as days of the server; null where nothing is known */
        points: Array,
        target: { type: [Number, { value: null }] },
        currencyId: Number,
    };

    setup() {
        useChart(this, () => [this.props.points, this.props.target]);
    }

    get known() {
        return this.props.points.filter(({ middle }) => middle !== null);
    }

    /** The chart in a sentence, for who does not see it. */
    get label() {
        const { length, [length - 1]: last } = this.known;
        if (!length) {
            return _t("Landing week by week: nothing is known yet.");
        }
        return _t(
            "Landing week by week: on %(first)s %(low)s to %(high)s, on %(last)s %(last_low)s to %(last_high)s.",
            {
                first: this.day(this.known[0]),
                low: this.money(this.known[0].low),
                high: this.money(this.known[0].high),
                last: this.day(last),
                last_low: this.money(last.low),
                last_high: this.money(last.high),
            }
        );
    }

    day({ day }) {
        return toLocaleDateString(deserializeDate(day));
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.props.currencyId });
    }

    short(amount) {
        return formatMonetary(amount, { currencyId: this.props.currencyId, humanReadable: true });
    }

    draw() {
        this.chart?.destroy();
        const { points } = this.props;
        const isWide = this.canvas.el.parentElement.clientWidth >= WIDE;
        this.chart = new Chart(this.canvas.el, {
            type: "line",
            data: { labels: points.map(({ day }) => shortDay(day)), datasets: this.datasets },
            options: {
                maintainAspectRatio: false,
                animation: false,
                interaction: { mode: "index", intersect: false },
                scales: {
                    x: {
                        ticks: { color: TEXT, maxRotation: 0, autoSkipPadding: isWide ? 8 : 24 },
                        grid: { display: false },
                    },
                    y: {
                        beginAtZero: true,
                        ticks: {
                            color: TEXT,
                            maxTicksLimit: 6,
                            callback: (value) => this.short(value),
                        },
                        grid: { color: GRID },
                    },
                },
                plugins: {
                    legend: {
                        position: "bottom",
                        labels: {
                            color: TEXT,
                            boxWidth: 16,
                            filter: ({ text }) => Boolean(text),
                        },
                        onClick: () => {},
                    },
                    tooltip: {
                        displayColors: false,
                        filter: ({ datasetIndex }) => datasetIndex === 0,
                        callbacks: {
                            title: ([item]) => (item ? this.day(points[item.dataIndex]) : ""),
                            label: ({ dataIndex }) => this.describe(points[dataIndex]),
                        },
                    },
                },
            },
        });
    }

    /** The lower edge of the band comes first and has no name; the upper one is filled down to it. */
    get datasets() {
        const { points, target } = this.props;
        const line = (label, color, data, more = {}) => ({
            label,
            data,
            borderColor: color,
            backgroundColor: color,
            borderWidth: 2,
            pointRadius: 2,
            tension: 0,
            ...more,
        });
        const edge = { borderWidth: 0, pointRadius: 0 };
        const sets = [
            line("", BAND, points.map(({ low }) => low), edge),
            line(_t("Four of five outcomes"), BAND, points.map(({ high }) => high), {
                ...edge,
                fill: "-1",
            }),
            line(_t("Landing"), MIDDLE, points.map(({ middle }) => middle)),
            line(_t("Actual to date"), ACTUAL, points.map(({ actual }) => actual)),
        ];
        if (target !== null) {
            sets.push(
                line(_t("Target"), TARGET, points.map(() => target), {
                    backgroundColor: "transparent",
                    borderDash: [6, 4],
                    pointRadius: 0,
                })
            );
        }
        return sets;
    }

    describe({ low, middle, high, actual }) {
        const lines = [
            _t("Landing: %s", this.money(middle)),
            _t("Range: %(low)s to %(high)s", { low: this.money(low), high: this.money(high) }),
            _t("Actual to date: %s", this.money(actual)),
        ];
        const { target } = this.props;
        return target === null ? lines : [...lines, _t("Target: %s", this.money(target))];
    }
}
