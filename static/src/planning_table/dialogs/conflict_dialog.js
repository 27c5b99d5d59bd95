import { Component } from "@odoo/owl";
import { deserializeDateTime, toLocaleDateTimeString } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { formatInteger } from "@web/views/fields/formatters";
import { DecisionDialog } from "./decision_dialog";

/** Cells that somebody else changed meanwhile: both values, and which of them to keep. */
export class ConflictDialog extends Component {
    static template = "sales_plan.ConflictDialog";
    static components = { DecisionDialog };
    static props = { api: Object, conflict: Object, done: Function, close: Function };

    get cells() {
        return this.props.conflict.cells;
    }

    get remaining() {
        const count = this.props.conflict.count - this.cells.length;
        if (!count) {
            return "";
        }
        return count === 1 ? _t("And 1 more cell.") : _t("And %s more cells.", formatInteger(count));
    }

    get sentence() {
        const people = [...new Set(this.cells.map((cell) => cell.by))];
        const count = this.props.conflict.count;
        const values = { people: people.join(", "), count: formatInteger(count) };
        return count === 1
            ? _t("%(people)s changed this cell after you had read it. Nothing is written yet.", values)
            : _t(
                  "%(people)s changed these %(count)s cells after you had read them. Nothing is written yet.",
                  values
              );
    }

    /** @param {number|null} value null is not planned */
    format(value) {
        return value === null ? "—" : this.props.api.format(value);
    }

    when(date) {
        return toLocaleDateTimeString(deserializeDateTime(date));
    }

    choose(choice) {
        this.props.done(choice);
        this.props.close();
    }
}
