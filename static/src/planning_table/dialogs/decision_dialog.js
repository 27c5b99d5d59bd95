import { Dialog } from "@web/core/dialog/dialog";

/** A dialog that only its buttons close: leaving it would lose what somebody typed. */
export class DecisionDialog extends Dialog {
    onEscape() {}
}
