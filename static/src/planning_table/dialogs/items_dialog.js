import { Component, onWillStart, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { KeepLast } from "@web/core/utils/concurrency";
import { useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { getDataURLFromFile } from "@web/core/utils/urls";
import { EntryError } from "../entry_parser";
import { periodsText, rowsText } from "../wording";
import { StepDialog } from "./step_dialog";

/** What is typed rests this long, in milliseconds, before it is added up. */
const REST = 250;

let nextKey = 1;

/**
 * What a cell is made of: items with a text, an amount and files, whose sum is the cell.
 *
 * Nothing is written before it is saved; files follow then, for they belong to items that are there.
 */
export class ItemsDialog extends Component {
    static template = "sales_plan.ItemsDialog";
    static components = { StepDialog };
    static props = {
        api: Object,
        cell: { type: Object, shape: { row: Number, period: Number } },
        /** The items as they are, see `table_items`. */
        items: Array,
        /** Why they can only be read, or "". */
        readonly: String,
        done: Function,
        close: Function,
    };

    setup() {
        this.orm = useService("orm");
        this.keepLast = new KeepLast();
        const { api, items } = this.props;
        const lines = items.map(({ id, text, amount, files }) =>
            this.makeLine({ id, text, amount: api.model.figures.typed(amount), files })
        );
        this.state = useState({ lines, sum: null, error: "" });
        this.addUp = useDebounced(() => this.readSum(), REST);
        this.grow();
        onWillStart(() => items.length && this.readSum());
    }

    makeLine(values = {}) {
        const line = { key: nextKey++, id: false, text: "", amount: "" };
        return { ...line, files: [], added: [], deleted: [], ...values };
    }

    //--------------------------------------------------------------------------
    // What is shown
    //--------------------------------------------------------------------------

    get title() {
        const { api, cell } = this.props;
        return _t("Items of %(row)s, %(period)s", {
            row: rowsText(api, [cell.row]),
            period: periodsText(api, { periods: [cell.period] }),
        });
    }

    /** The lines that say something; the last one is there to be filled in. */
    get filled() {
        return this.state.lines.filter(({ text, amount }) => text.trim() || amount.trim());
    }

    get problem() {
        const { readonly, items } = this.props;
        if (readonly) {
            return readonly;
        }
        if (!this.filled.length && !items.length) {
            return _t("Give each item a text and an amount; the cell becomes their sum.");
        }
        if (this.filled.some(({ text, amount }) => !text.trim() || !amount.trim())) {
            return _t("Give each item a text and an amount.");
        }
        return this.state.error || null;
    }

    get sentence() {
        return this.filled.length
            ? _t("The cell becomes the sum of these items and is held at it.")
            : _t("Removes the items: the cell keeps its amount, which can be typed again.");
    }

    get sum() {
        const { sum } = this.state;
        return sum === null ? "" : this.props.api.format(sum);
    }

    fileUrl({ id }) {
        return `/web/content/${id}?download=true`;
    }

    //--------------------------------------------------------------------------
    // Lines
    //--------------------------------------------------------------------------

    /** Keep an empty line at the end, as spreadsheets do. */
    grow() {
        const last = this.state.lines.at(-1);
        if (!this.props.readonly && (!last || last.text || last.amount)) {
            this.state.lines.push(this.makeLine());
        }
    }

    write(line, values) {
        Object.assign(line, values);
        this.grow();
        this.addUp();
    }

    remove(line) {
        this.state.lines = this.state.lines.filter(({ key }) => key !== line.key);
        this.addUp();
    }

    /** @returns {string[]} the amounts as the server reads them @throws {EntryError} */
    get entries() {
        return this.filled.map(({ amount }) => this.props.api.parse(amount));
    }

    /** Let the server add up what is typed. */
    async readSum() {
        const { api } = this.props;
        try {
            const reading = api.model.call("table_add_up", { amounts: this.entries });
            const sum = await this.keepLast.add(reading);
            Object.assign(this.state, { sum, error: "" });
        } catch (error) {
            const reason = error instanceof EntryError ? error.message : error.data?.message;
            Object.assign(this.state, { sum: null, error: reason || "" });
        }
    }

    //--------------------------------------------------------------------------
    // Files
    //--------------------------------------------------------------------------

    addFiles(line, ev) {
        line.added.push(...ev.target.files);
        ev.target.value = "";
    }

    dropFile(line, file) {
        line.added = line.added.filter((other) => other !== file);
    }

    toggleDeleted(line, file) {
        const isDeleted = line.deleted.includes(file.id);
        line.deleted = isDeleted
            ? line.deleted.filter((id) => id !== file.id)
            : [...line.deleted, file.id];
    }

    /** Add and delete files, once all items are there: they come in the order of the lines. */
    async writeFiles(lines) {
        const { api, cell } = this.props;
        if (!lines.some(({ added, deleted }) => added.length || deleted.length)) {
            return;
        }
        const values = { row_id: cell.row, period_id: cell.period };
        const { items } = await api.model.call("table_items", values);
        for (const [index, { added, deleted }] of lines.entries()) {
            const item_id = items[index].id;
            for (const file of added) {
                const url = await getDataURLFromFile(file);
                const content = url.split(",")[1] || "";
                const named = { item_id, name: file.name, content };
                await api.model.call("table_attach_file", named);
            }
            for (const file_id of deleted) {
                await api.model.call("table_delete_file", { item_id, file_id });
            }
        }
    }

    //--------------------------------------------------------------------------
    // The step
    //--------------------------------------------------------------------------

    async apply() {
        const { api, cell, done } = this.props;
        const { entries, filled } = this;
        const items = filled.map(({ id, text }, index) => ({
            id,
            text: text.trim(),
            amount: entries[index],
        }));
        const answer = await api.run({ kind: "items", ...cell, items });
        if (answer.ok && !answer.isWaiting) {
            await this.writeFiles(filled);
        }
        done(answer);
    }
}
