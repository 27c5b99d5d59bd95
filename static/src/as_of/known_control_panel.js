import { ControlPanel } from "@web/search/control_panel/control_panel";
import { describeReport, useBeginning } from "./beginning";

/** Says from when on a report knows what it counts, where that is not always. */
export class KnownControlPanel extends ControlPanel {
    static template = "sales_plan.KnownControlPanel";

    setup() {
        super.setup();
        this.beginning = useBeginning();
    }

    get unknown() {
        return describeReport(this.beginning, this.env.searchModel.resModel);
    }
}
