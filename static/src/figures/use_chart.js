import { onWillStart, onWillUnmount, useEffect, useRef } from "@odoo/owl";
import { loadBundle } from "@web/core/assets";

/**
 * Let a component draw a chart on the canvas of its template (t-ref `canvas`): its `draw` sets
 * `chart`, and is called again whenever what the chart shows is another.
 *
 * @param {Object} component with a method `draw`
 * @param {() => any[]} getShown what the chart depends on
 */
export function useChart(component, getShown) {
    component.canvas = useRef("canvas");
    component.chart = null;
    onWillStart(() => loadBundle("web.chartjs_lib"));
    useEffect(() => component.draw(), getShown);
    onWillUnmount(() => component.chart?.destroy());
}
