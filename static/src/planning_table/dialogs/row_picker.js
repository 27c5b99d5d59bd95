import { Component, xml } from "@odoo/owl";
import { AutoComplete } from "@web/core/autocomplete/autocomplete";

/** Rows that are offered at once. */
const SHOWN = 8;

/** Choose any row of the plan by its name. */
export class RowPicker extends Component {
    static template = xml`
        <AutoComplete id="props.id" value="props.name" sources="sources" autoSelect="true"
                      placeholder="props.placeholder"/>`;
    static components = { AutoComplete };
    static props = {
        api: Object,
        id: String,
        name: String,
        placeholder: String,
        onSelect: Function,
    };

    get sources() {
        return [{ options: (text) => this.find(text) }];
    }

    /** Rows by their names, told apart by what stands above them. */
    async find(text) {
        const values = { text, limit: SHOWN, is_flat: true };
        const found = await this.props.api.model.call("table_search", values);
        const matches = new Set(found.matches); // the total stands before them
        return found.rows
            .filter(({ id }) => matches.has(id))
            .map(({ id, name, path }) => ({
                label: [...(path || []), name].join(" / "),
                onSelect: () => this.props.onSelect({ id, name }),
            }));
    }
}
