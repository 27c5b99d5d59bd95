import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { labelled } from "../forecast/figures";
import { RowActions } from "./row_actions";

/** What can be done about a person or team at once, as far as the user may. */
export class ReportActions extends Component {
    static template = "sales_plan.CockpitReportActions";
    static components = { RowActions };
    static props = { model: Object, row: Object };

    setup() {
        this.action = useService("action");
        this.orm = useService("orm");
    }

    get canAct() {
        return this.props.model.data.can_act;
    }

    /** What the server lets the user do about the row, besides what is there at once. */
    get acts() {
        return this.props.row.trend?.acts || [];
    }

    /** The forecast is looked at by auditors, too. */
    get buttons() {
        const { row } = this.props;
        return [
            {
                name: "worksheet",
                title: _t("Forecast"),
                icon: "fa-line-chart",
                isShown: row.worksheet,
                run: () => this.openWorksheet(),
            },
            {
                name: "write",
                title: _t("Send Message"),
                icon: "fa-envelope-o",
                isShown: this.acts.includes("write"),
                run: () => this.write(),
            },
            {
                name: "adjust",
                title: _t("Adjust the Target"),
                icon: "fa-pencil",
                isShown: this.acts.includes("adjust"),
                run: () => this.adjust(),
            },
            {
                name: "split",
                title: _t("Split Again"),
                icon: "fa-sitemap",
                isShown: this.acts.includes("split"),
                run: () => this.split(),
            },
        ]
            .filter(({ isShown }) => isShown)
            .map((button) => ({ ...button, label: labelled(button.title, row.name) }));
    }

    openWorksheet() {
        return this.action.doAction("sales_plan.sales_forecast_action", {
            additionalContext: this.props.row.worksheet,
        });
    }

    /** A message to whom it was published to, which is kept on the row. */
    async write() {
        return this.open("sales.plan.allocation", "action_write_owners", [
            [this.props.row.row_id],
        ]);
    }

    /** The planning table at the row: what is changed there is published from there. */
    adjust() {
        const { model, row } = this.props;
        return this.action.doAction("sales_plan.sales_plan_table_action", {
            additionalContext: { active_id: model.data.plan.id, row_id: row.row_id },
        });
    }

    /** The dialog that suggests how to split the row's target among those below it. */
    async split() {
        const { model, row } = this.props;
        return this.open("sales.plan.table", "table_suggest", [model.data.plan.id, row.row_id]);
    }

    async open(model, method, args) {
        return this.action.doAction(await this.orm.call(model, method, args), {
            onClose: () => this.props.model.refresh(),
        });
    }
}
