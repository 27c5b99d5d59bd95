import { registry } from "@web/core/registry";
import { formatPercentage } from "@sales_plan/figures/amounts";

/**
 * A percentage that is empty where there is none: without a target nothing is attained, not 0 %.
 */
export function formatAttainment(value, options) {
    return value || value === 0 ? formatPercentage(value, options) : "";
}

registry.category("formatters").add("sales_plan_attainment", formatAttainment);
