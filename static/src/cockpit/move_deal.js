import { Component, onWillStart, useState } from "@odoo/owl";
import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { Dialog } from "@web/core/dialog/dialog";
import { deserializeDate, serializeDate } from "@web/core/l10n/dates";
import { _t } from "@web/core/l10n/translation";
import { useService } from "@web/core/utils/hooks";
import { pick } from "@web/core/utils/objects";

const MODEL = "sales.deal.move";

/**
 * Moves a deal to another expected closing or stage without leaving the page. Who changed it
 * meanwhile is told first; then it moves from where it is now.
 */
export class MoveDeal extends Component {
    static template = "sales_plan.CockpitMoveDeal";
    static components = { DateTimeInput, Dialog };
    static props = { id: Number, done: Function, close: Function };

    setup() {
        this.orm = useService("orm");
        this.state = useState({ day: false, stage_id: false, conflict: "", isBusy: false });
        onWillStart(async () => {
            const place = await this.orm.call(MODEL, "deal_place", [this.props.id]);
            this.name = place.name;
            this.stages = place.stages;
            this.look(place);
            Object.assign(this.state, this.seen);
        });
    }

    get title() {
        return _t("Move Deal");
    }

    get day() {
        return this.state.day ? deserializeDate(this.state.day) : false;
    }

    get isSame() {
        return this.state.day === this.seen.day && this.state.stage_id === this.seen.stage_id;
    }

    /** Where the deal is as far as the user knows. */
    look(place) {
        this.seen = pick(place, "day", "stage_id");
    }

    setDay(day) {
        this.state.day = day ? serializeDate(day) : false;
    }

    setStage(ev) {
        this.state.stage_id = Number(ev.target.value);
    }

    async move() {
        this.state.isBusy = true;
        try {
            const place = pick(this.state, "day", "stage_id");
            const answer = await this.orm.call(MODEL, "deal_move", [
                this.props.id,
                this.seen,
                place,
            ]);
            if (answer.conflict) {
                this.look(answer);
                this.state.conflict = answer.conflict;
                return;
            }
            this.props.close();
            await this.props.done();
        } finally {
            this.state.isBusy = false;
        }
    }
}
