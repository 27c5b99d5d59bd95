import { Component, onWillStart, toRaw } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { useBus, useService } from "@web/core/utils/hooks";
import { useDebounced } from "@web/core/utils/timing";
import { useRecordObserver } from "@web/model/relational_model/utils";
import { standardWidgetProps } from "@web/views/widgets/standard_widget_props";
import { PROGRESS } from "./lines";
import { TableApi } from "./table_api";
import { TableFilters } from "./table_filters";
import { TableSheet } from "./table_sheet";
import { TableView } from "./table_view";
import { useSession } from "./use_session";
import { useTable } from "./use_table";

/** Milliseconds of rest before the form's totals follow what was typed. */
const REST = 300;
/** The field of the form that is not valid while a text in the table was refused. */
const TOTAL = "target_amount";

/**
 * The planning table of a saved plan in its form: what is in force, first of all how rows are doing.
 *
 * A button of the form waits for what was typed, and does nothing while some of it was refused.
 */
class OpenTable extends Component {
    static template = "sales_plan.PlanFormOpenTable";
    static components = { TableFilters, TableSheet };
    static props = { record: Object, planId: Number };

    setup() {
        const { planId, record } = this.props;
        this.api = new TableApi(this.env, useService("orm"), planId, { inForce: true });
        const remembered = new TableView(this.api, `sales_plan.form.${planId}`);
        this.view = { view: PROGRESS, ...remembered.recall() };
        this.refreshForm = useDebounced(() => this._refreshForm(), REST);
        useTable(this.api, () => this.onChange());
        useSession(this.api, remembered);
        useBus(record.model.bus, "NEED_LOCAL_CHANGES", ({ detail }) =>
            detail.proms.push(this.settle())
        );
        onWillStart(() => {
            this.read = toRaw(record)._values;
            return remembered.open(this.view).then(() => this.keepUp());
        });
        useRecordObserver((changed) => changed.data && this.follow(changed));
    }

    /** The form's totals are those of this version. */
    keepUp() {
        this.version = this.api.model.version;
    }

    /**
     * Load the rows whenever the form's record was read anew: saved, or reloaded after a button or
     * a wizard. Typing in the form's other fields does not read it.
     */
    async follow(record) {
        const read = toRaw(record)._values;
        if (read === this.read) {
            return;
        }
        this.read = read;
        if (this.skipsNextRead) {
            this.skipsNextRead = false;
            return;
        }
        this.version = undefined;
        await this.api.reload();
        this.keepUp();
    }

    onChange() {
        const { editing, model, queue } = this.api;
        const { record } = this.props;
        if (Boolean(editing.invalid.size) !== Boolean(this.isInvalid)) {
            this.isInvalid = editing.invalid.size > 0;
            if (this.isInvalid) {
                record.setInvalidField(TOTAL);
            } else {
                record.resetFieldValidity(TOTAL);
            }
        }
        if (this.version !== undefined && this.version !== model.version && queue.isIdle) {
            this.keepUp();
            this.refreshForm();
        }
    }

    /** Let the form's totals follow what was written here, unless it has changes of its own. */
    async _refreshForm() {
        const { record } = this.props;
        this.isAsking = true;
        const isDirty = await record.isDirty();
        this.isAsking = false;
        if (!isDirty) {
            this.skipsNextRead = true;
            await record.load();
        }
    }

    /** Write what was typed; a cell that is just typed in stays open where nobody leaves it. */
    async settle() {
        if (!this.isAsking) {
            this.api.editing.leave();
        }
        await this.api.queue.settled();
    }
}

/** The rows of a plan in its form, once it is saved. */
export class PlanFormTable extends Component {
    static template = "sales_plan.PlanFormTable";
    static components = { OpenTable };
    static props = { ...standardWidgetProps };

    get planId() {
        return this.props.record.resId;
    }
}

registry.category("view_widgets").add("sales_plan_table", { component: PlanFormTable });
