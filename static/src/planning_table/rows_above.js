import { ignoreRefusal } from "./edit_queue";

/** What becomes of the rows above when somebody types below them. */
export const FOLLOW = "follow";
export const STAY = "stay";
export const ASK = "ask";

/** What the user chose in this plan; the server remembers it. */
export class RowsAbove {
    /** @param {TableApi} api */
    constructor(api) {
        this.api = api;
    }

    get choice() {
        return this.api.model.plan?.above || STAY;
    }

    /** What an edit says of it; nothing where rows stay, or are sums anyway. */
    get values() {
        const { plan } = this.api.model;
        return this.choice === STAY || plan.rolls_up ? {} : { above: this.choice };
    }

    /** @param {string} above FOLLOW, STAY or ASK */
    choose(above) {
        const { model } = this.api;
        model.plan.above = above;
        model.changed();
        return model.call("table_choose", { above }).catch(ignoreRefusal);
    }
}
