import { useComponent, useState } from "@odoo/owl";

/**
 * The forecast that a component is given; it renders again when what it shows of it changes.
 *
 * @returns {import("./forecast_model").ForecastModel}
 */
export function useForecast() {
    return useState(useComponent().props.model);
}
