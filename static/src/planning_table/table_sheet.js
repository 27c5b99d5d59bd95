import { Component } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { describe } from "./commands";
import { Grid } from "./grid";
import { StatusBar } from "./status_bar";
import { Toolbar } from "./toolbar";
import { describeWaiting } from "./use_session";
import { useTable } from "./use_table";
import { WhyPanel } from "./why_panel";

/** The table with all that belongs to it, on a page of its own or in a plan's form. */
export class TableSheet extends Component {
    static template = "sales_plan.PlanningTableSheet";
    static components = { Grid, StatusBar, Toolbar, WhyPanel };
    static props = {
        api: Object,
        scroll: { type: Object, optional: true },
        isEmbedded: { type: Boolean, optional: true },
    };

    setup() {
        this.api = this.props.api;
        useTable(this.api);
    }

    get waiting() {
        return describeWaiting(this.api);
    }

    get leftover() {
        const count = this.api.leftovers.length;
        return count === 1
            ? _t("1 edit was not sent when this table was left.")
            : _t("%s edits were not sent when this table was left.", formatInteger(count));
    }

    /** What can be done about a plan without rows; null where there are rows. */
    get hint() {
        const { model } = this.api;
        const [top] = model.top;
        if (model.found || (top && (model.top.length > 1 || model.rows.get(top)?.count !== 0))) {
            return null;
        }
        if (!top) {
            return { text: _t("No row of this plan is shared with you yet."), commands: [] };
        }
        if (model.rows.get(top)?.level_id) {
            return this.splitHint(model.rows.get(top));
        }
        if (!model.plan.levels.length) {
            return {
                text: _t("This plan is a total only. Add a level to break it down."),
                commands: this.props.isEmbedded ? [] : this.commands("plan"),
            };
        }
        return {
            text: this.api.canEdit
                ? _t("There are no rows below the total yet: add some, or load what was sold.")
                : _t("There are no rows below the total."),
            commands: this.api.canEdit ? this.addCommands : [],
        };
    }

    /** What can be done about a target of the user's own that is not split yet. */
    splitHint({ name, can_add }) {
        return can_add
            ? {
                  text: _t("There are no rows below “%s” yet: add some to split it.", name),
                  commands: this.commands("add_rows"),
              }
            : null;
    }

    commands(...names) {
        return names.map((name) => describe(name, this.api));
    }

    /** What adds the first rows; what was sold is loaded into drafts only. */
    get addCommands() {
        const { state } = this.api.model.plan;
        return this.commands("add_rows", ...(state === "draft" ? ["load"] : []));
    }

    run(command) {
        return command.run(this.api, this.env);
    }
}
