import { Component } from "@odoo/owl";
import { Dialog } from "@web/core/dialog/dialog";
import { KeysTable } from "../keys_table";

/** All keys of the table. */
export class ShortcutsDialog extends Component {
    static template = "sales_plan.ShortcutsDialog";
    static components = { Dialog, KeysTable };
    static props = { api: Object, commands: Array, done: Function, close: Function };
}
