import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { X2ManyField, x2ManyField } from "@web/views/fields/x2many/x2many_field";

/** Rows below a target, each of which opens its own page, as in a list of its own. */
export class RowsField extends X2ManyField {
    setup() {
        super.setup();
        this.orm = useService("orm");
        this.action = useService("action");
    }

    async openRecord(record) {
        const { resModel } = this.list;
        const action = await this.orm.call(resModel, "action_open_target", [[record.resId]]);
        return this.action.doAction(action);
    }
}

/** Documents of a customer, each of which opens as in its own app. */
export class DocumentsField extends RowsField {
    openRecord(record) {
        return this.action.doAction({
            type: "ir.actions.act_window",
            res_model: this.list.resModel,
            res_id: record.resId,
            views: [[false, "form"]],
        });
    }
}

registry
    .category("fields")
    .add("sales_plan_rows", { ...x2ManyField, component: RowsField })
    .add("sales_plan_documents", { ...x2ManyField, component: DocumentsField });
