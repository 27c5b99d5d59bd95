import { Component, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { FOLLOW, STAY } from "../rows_above";
import { DecisionDialog } from "./decision_dialog";

/** Rows above what was typed: shall they follow by the same difference? */
export class AboveDialog extends Component {
    static template = "sales_plan.AboveDialog";
    static components = { DecisionDialog };
    static props = { api: Object, ask: Object, done: Function, close: Function };

    setup() {
        this.state = useState({ isRemembered: false });
    }

    get sentence() {
        const { count } = this.props.ask;
        return count === 1
            ? _t("The row above has a target of its own. It can follow by the same difference.")
            : _t(
                  "%s rows above have targets of their own. They can follow by the same difference.",
                  formatInteger(count)
              );
    }

    get remaining() {
        const count = this.props.ask.count - this.props.ask.rows.length;
        if (!count) {
            return "";
        }
        return count === 1 ? _t("And 1 more row.") : _t("And %s more rows.", formatInteger(count));
    }

    format(value) {
        return this.props.api.format(value);
    }

    choose(above) {
        const { api, done, close } = this.props;
        if (this.state.isRemembered) {
            api.above.choose(above);
        }
        done(above);
        close();
    }

    follow() {
        this.choose(FOLLOW);
    }

    stay() {
        this.choose(STAY);
    }

    /** What was typed is not written. */
    discard() {
        this.props.close();
    }
}
