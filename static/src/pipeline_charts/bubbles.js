import { Component } from "@odoo/owl";
import { getColor } from "@web/core/colors/colors";
import { _t } from "@web/core/l10n/translation";
import { formatMonetary, formatPercentage } from "@sales_plan/figures/amounts";
import { formatGrowth } from "@sales_plan/figure/growth_field";
import { GRID, scheme, TEXT } from "@sales_plan/figures/chart_colors";
import { useChart } from "@sales_plan/figures/use_chart";

/** Pixels from the middle to the edge of the largest bubble, on a wide chart and on a narrow one. */
const LARGEST = 38;
const LARGEST_NARROW = 18;
const SMALLEST = 4;
/** Pixels that a chart is wide from which on the largest segments are named, so many of them. */
const WIDE = 600;
const NAMED = 8;
const LINE = 14;

/**
 * Segments of the market as bubbles: our share across, the growth of the market upwards, its size as
 * the area of the bubble; and the same as a table.
 */
export class Bubbles extends Component {
    static template = "sales_plan.Bubbles";
    static props = { bubbles: Array, onOpen: Function };

    setup() {
        useChart(this, () => [this.props.bubbles]);
    }

    get isWide() {
        return this.canvas.el.parentElement.clientWidth >= WIDE;
    }

    get label() {
        return _t("Segments by our share and by the growth of their market");
    }

    /** Larger bubbles come first: smaller ones are drawn over them, and can be pointed at. */
    draw() {
        this.chart?.destroy();
        const largest = this.isWide ? LARGEST : LARGEST_NARROW;
        const bubbles = [...this.props.bubbles].sort((one, other) => other.radius - one.radius);
        this.chart = new Chart(this.canvas.el, {
            type: "bubble",
            data: {
                datasets: [
                    {
                        data: bubbles.map(({ share, growth, radius }) => ({
                            x: share * 100,
                            y: growth * 100,
                            r: Math.max(radius * largest, SMALLEST),
                        })),
                        backgroundColor: bubbles.map(({ id }) => `${getColor(id, scheme)}99`),
                        borderColor: bubbles.map(({ id }) => getColor(id, scheme)),
                        borderWidth: 1,
                    },
                ],
            },
            plugins: [{ id: "names", afterDatasetsDraw: (chart) => this.name(chart, bubbles) }],
            options: {
                maintainAspectRatio: false,
                animation: false,
                clip: false,
                layout: { padding: largest },
                onClick: (_ev, [element]) => element && this.props.onOpen(bubbles[element.index]),
                onHover: (ev, [element]) => {
                    ev.native.target.style.cursor = element ? "pointer" : "";
                },
                scales: {
                    x: this.axis(_t("Our Share")),
                    y: this.axis(_t("Growth of the Market")),
                },
                plugins: {
                    legend: { display: false },
                    tooltip: {
                        displayColors: false,
                        callbacks: {
                            title: ([{ dataIndex }]) => bubbles[dataIndex].name,
                            label: ({ dataIndex }) => this.describe(bubbles[dataIndex]),
                        },
                    },
                },
            },
        });
    }

    axis(text) {
        return {
            beginAtZero: true,
            title: { display: true, text, color: TEXT },
            ticks: { color: TEXT, callback: (value) => this.percent(value / 100) },
            grid: { color: GRID },
        };
    }

    /** Writes the names of the largest segments below their bubbles, where there is room. */
    name(chart, bubbles) {
        if (!this.isWide) {
            return;
        }
        const { ctx } = chart;
        const written = [];
        ctx.save();
        ctx.fillStyle = TEXT;
        ctx.font = "11px sans-serif";
        ctx.textAlign = "center";
        const points = chart.getDatasetMeta(0).data;
        for (const [index, { name }] of bubbles.slice(0, NAMED).entries()) {
            const { x, y: middle, options } = points[index];
            const y = middle + options.radius + LINE - 2;
            const half = ctx.measureText(name).width / 2;
            const isFree = written.every(
                (other) => Math.abs(other.y - y) >= LINE || Math.abs(other.x - x) >= other.half + half
            );
            if (isFree) {
                ctx.fillText(name, x, y);
                written.push({ x, y, half });
            }
        }
        ctx.restore();
    }

    percent(value) {
        return formatPercentage(value, { digits: [false, 1], trailingZeros: false });
    }

    growth(value) {
        return formatGrowth(value);
    }

    money(amount, { currency_id }) {
        return formatMonetary(amount, { currencyId: currency_id });
    }

    describe(bubble) {
        return [
            _t("Market: %s", this.money(bubble.size, bubble)),
            _t("Growth: %s", this.growth(bubble.growth)),
            _t("Ours: %(amount)s, %(share)s", {
                amount: this.money(bubble.revenue, bubble),
                share: this.percent(bubble.share),
            }),
            _t("Unused: %s", this.money(bubble.unused, bubble)),
        ];
    }
}
