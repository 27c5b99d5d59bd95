import { Component } from "@odoo/owl";
import { getColor } from "@web/core/colors/colors";
import { GAIN, GRID, LOSS, QUIET, scheme, TEXT } from "@sales_plan/figures/chart_colors";
import { useChart } from "@sales_plan/figures/use_chart";

/** Bars from where a bridge starts to where it ends; their edges come from the server. */
export class BridgeChart extends Component {
    static template = "sales_plan.BridgeChart";
    static props = { steps: Array, label: String, format: Function, onOpen: Function };

    setup() {
        useChart(this, () => [this.props.steps]);
    }

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
                onClick: (_ev, [element]) => element && this.open(steps[element.index]),
                onHover: (ev, [element]) => {
                    const opens = element && steps[element.index].opens;
                    ev.native.target.style.cursor = opens ? "pointer" : "";
                },
                scales: {
                    x: { ticks: { color: TEXT, maxRotation: 60 }, grid: { display: false } },
                    y: {
                        beginAtZero: true,
                        ticks: { color: TEXT, callback: (value) => this.props.format(value, true) },
                        grid: { color: GRID },
                    },
                },
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        displayColors: false,
                        callbacks: {
                            label: ({ dataIndex }) => this.props.format(steps[dataIndex].amount),
                        },
                    },
                },
            },
        });
    }

    open(step) {
        return step.opens && this.props.onOpen(step);
    }

    /** What was planned is neither a gain nor a loss: it was asked for. */
    colorOf(step) {
        if (step.is_total) {
            return getColor(0, scheme, 4);
        }
        if (step.step === "planned") {
            return QUIET;
        }
        return step.amount < 0 ? LOSS : GAIN;
    }
}
