import { useComponent } from "@odoo/owl";
import { useBus } from "@web/core/utils/hooks";

/**
 * Follow the planning table: render again whenever its rows, its selection or its undo change.
 *
 * @param {Object} api of the planning table
 * @param {Function} [onChange] called before
 */
export function useTable(api, onChange = () => {}) {
    const component = useComponent();
    useBus(api.model.bus, "UPDATE", () => {
        onChange();
        component.render();
    });
}
