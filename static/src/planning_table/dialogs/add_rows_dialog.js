import { Component, onWillStart, useRef, useState } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { _t } from "@web/core/l10n/translation";
import { Pager } from "@web/core/pager/pager";
import { KeepLast } from "@web/core/utils/concurrency";
import { useAutofocus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { formatInteger } from "@web/views/fields/formatters";
import { SelectCreateDialog } from "@web/views/view_dialogs/select_create_dialog";

/** Records on one page. */
const PAGE = 40;
/** Milliseconds of rest before what is typed is searched for. */
const REST = 250;

/**
 * What rows are to be added for: those that belong to the row first, then by last year's figure.
 * What is selected stays so on other pages and while one searches.
 */
export class AddRowsDialog extends Component {
    static template = "sales_plan.AddRowsDialog";
    static components = { Dialog, Pager };
    static props = {
        api: Object,
        parent: Object,
        add: { type: Function },
        close: { type: Function },
    };

    setup() {
        this.dialog = useService("dialog");
        this.state = useState({ page: null, text: "", offset: 0, selected: new Map() });
        this.keepLast = new KeepLast();
        this.search = useDebounced((text) => this.load({ text, offset: 0 }), REST);
        this.rows = useRef("rows");
        useAutofocus();
        onWillStart(() => this.load({}));
    }

    async load(changes) {
        const { text, offset } = Object.assign(this.state, changes);
        this.state.page = await this.keepLast.add(
            this.props.api.model.call("table_candidates", {
                parent_id: this.props.parent.id,
                text,
                limit: PAGE,
                offset,
            })
        );
    }

    get title() {
        return _t("Add Rows below “%(row)s”: %(level)s", {
            row: this.props.parent.name,
            level: this.state.page.label,
        });
    }

    /** @returns {{name: string, records: Object[]}[]} without names where nothing is told apart */
    get groups() {
        const { records } = this.state.page;
        const belonging = records.some(({ belongs }) => belongs) && this.state.page.belonging;
        const groups = [
            { name: belonging, records: records.filter(({ belongs }) => belongs) },
            { name: belonging && _t("Others"), records: records.filter(({ belongs }) => !belongs) },
        ];
        return groups.filter((group) => group.records.length);
    }

    get pager() {
        const { page, offset } = this.state;
        return {
            offset,
            limit: PAGE,
            total: page.total,
            isEditable: false,
            onUpdate: (position) => this.load({ offset: position.offset }),
        };
    }

    amount(record) {
        return this.props.api.short(record.amount);
    }

    //--------------------------------------------------------------------------
    // Selection
    //--------------------------------------------------------------------------

    get isAllSelected() {
        const { page, selected } = this.state;
        return page.records.length > 0 && page.records.every(({ id }) => selected.has(id));
    }

    toggle({ id, name }, isSelected = !this.state.selected.has(id)) {
        const { selected } = this.state;
        if (isSelected) {
            selected.set(id, name);
        } else {
            selected.delete(id);
        }
    }

    toggleAll() {
        const isSelected = !this.isAllSelected;
        this.state.page.records.forEach((record) => this.toggle(record, isSelected));
    }

    get addLabel() {
        const count = this.state.selected.size;
        return count > 1 ? _t("Add %s Rows", formatInteger(count)) : _t("Add Row");
    }

    /** Up and down go from box to box; Enter in the search takes the only one that was found. */
    onKeydown(ev) {
        const boxes = [...this.rows.el.querySelectorAll("input")];
        const index = boxes.indexOf(ev.target);
        const next = { ArrowDown: boxes[index + 1], ArrowUp: boxes[index - 1] }[ev.key];
        const { records } = this.state.page;
        if (next) {
            ev.preventDefault();
            next.focus();
        } else if (ev.key === "Enter" && index < 0 && records.length === 1) {
            ev.preventDefault();
            this.toggle(records[0], true);
        }
    }

    async add() {
        const ids = [...this.state.selected.keys()];
        await this.props.add(ids);
        this.props.close();
    }

    /** Odoo's own list of the records, with its filters. */
    async searchMore() {
        const { api, parent, add, close } = this.props;
        const addable = await api.model.call("table_addable", { parent_id: parent.id });
        this.dialog.add(SelectCreateDialog, {
            resModel: addable.res_model,
            domain: addable.domain,
            title: this.title,
            multiSelect: true,
            noCreate: true,
            onSelected: async (ids) => {
                await add(ids);
                close();
            },
        });
    }
}
