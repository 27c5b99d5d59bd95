import { Component } from "@odoo/owl";
import { getColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { formatInteger, formatMonetary } from "@sales_plan/figures/amounts";
import { GAIN, GRID, LOSS, QUIET, scheme, TEXT } from "@sales_plan/figures/chart_colors";
import { useChart } from "@sales_plan/figures/use_chart";

const LOSSES = ["shrunk", "pushed_out", "lost", "removed"];
const MOVES = ["moved_in", "moved_out"];

/**
 * Bars from the opening pipeline to the closing one, and the same as a table.
 *
 * The edges of bars come from the server: nothing is computed here.
 */
export class Waterfall extends Component {
    static template = "sales_plan.Waterfall";
    static props = {
        steps: Array,
        currencyId: Number,
        label: String,
        onOpen: Function,
    };

    setup() {
        useChart(this, () => [this.props.steps]);
    }

    /** Bars have room for their names only where there are pixels enough. */
    draw() {
        this.chart?.destroy();
        const { steps } = this.props;
        this.chart = new Chart(this.canvas.el, {
            type: "bar",
            data: {
                labels: steps.map((step) => step.label),
                datasets: [
                    {
                        data: steps.map((step) => [step.low, step.high]),
                        backgroundColor: steps.map((step) => this.colorOf(step)),
                        borderRadius: 3,
                        borderSkipped: false,
                        minBarLength: 2,
                        maxBarThickness: 90,
                    },
                ],
            },
            options: {
                maintainAspectRatio: false,
                animation: false,
                onClick: (_ev, [element]) => element && this.props.onOpen(steps[element.index]),
                onHover: (ev, [element]) => {
                    ev.native.target.style.cursor = element ? "pointer" : "";
                },
                scales: {
                    x: { ticks: { color: TEXT, maxRotation: 60 }, grid: { display: false } },
                    y: {
                        beginAtZero: true,
                        ticks: { color: TEXT, callback: (value) => this.short(value) },
                        grid: { color: GRID },
                    },
                },
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        displayColors: false,
                        callbacks: {
                            label: ({ dataIndex }) => this.describe(steps[dataIndex]),
                        },
                    },
                },
            },
        });
    }

    /** Winning takes a deal out of the pipeline, and is a gain. */
    colorOf({ step }) {
        if (step === "opening" || step === "closing") {
            return getColor(0, scheme, 4);
        }
        if (MOVES.includes(step)) {
            return QUIET;
        }
        return LOSSES.includes(step) ? LOSS : GAIN;
    }

    money(amount) {
        return formatMonetary(amount, { currencyId: this.props.currencyId });
    }

    short(amount) {
        return formatMonetary(amount, {
            currencyId: this.props.currencyId,
            humanReadable: true,
        });
    }

    count({ deals }) {
        return formatInteger(deals);
    }

    describe(step) {
        return [
            this.money(step.amount),
            step.deals === 1 ? _t("1 deal") : _t("%s deals", this.count(step)),
        ];
    }

    isTotal({ step }) {
        return step === "opening" || step === "closing";
    }
}
