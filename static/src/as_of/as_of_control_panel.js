import { DateTimeInput } from "@web/core/datetime/datetime_input";
import { _t } from "@web/core/l10n/translation";
import { useBus } from "@web/core/utils/hooks";
import { ControlPanel } from "@web/search/control_panel/control_panel";
import { companyToday } from "../company_day";
import { describeDay, useBeginning } from "./beginning";

/** Says at the end of which day deals are looked at. */
export class AsOfControlPanel extends ControlPanel {
    static template = "sales_plan.AsOfControlPanel";
    static components = { ...ControlPanel.components, DateTimeInput };

    setup() {
        super.setup();
        useBus(this.env.searchModel, "update", () => this.render());
        this.setupKnown();
        this.choices = [
            { id: "today", label: _t("Today"), day: () => companyToday() },
            {
                id: "month",
                label: _t("End of Last Month"),
                day: () => companyToday().startOf("month").minus({ days: 1 }),
            },
            {
                id: "quarter",
                label: _t("End of Last Quarter"),
                day: () => companyToday().startOf("quarter").minus({ days: 1 }),
            },
            {
                id: "year",
                label: _t("A Year Ago"),
                day: () => companyToday().minus({ years: 1 }),
            },
        ];
    }

    /** Find out what is known of a day. */
    setupKnown() {
        this.beginning = useBeginning();
    }

    get day() {
        return this.env.searchModel.day;
    }

    get unknown() {
        return describeDay(this.beginning, this.env.searchModel.asOf);
    }

    get tomorrow() {
        return companyToday().endOf("day");
    }

    isChosen(choice) {
        return choice.day().hasSame(this.day, "day");
    }

    setDay(day) {
        return this.env.searchModel.setDay(day);
    }
}
