import { Component, useState } from "@odoo/owl";
import { Dropdown } from "@web/core/dropdown/dropdown";
import { DropdownItem } from "@web/core/dropdown/dropdown_item";
import { fuzzyLookup } from "@web/core/utils/search";
import { useForecast } from "./use_forecast";

/** So many choices are found faster by their name. */
const SEARCH_FROM = 8;

/** Whose forecast is looked at: company, teams and people that the reader may open, as a tree. */
export class Who extends Component {
    static template = "sales_plan.ForecastWho";
    static components = { Dropdown, DropdownItem };
    static props = { model: Object };

    setup() {
        this.model = useForecast();
        this.state = useState({ text: "" });
    }

    get forecast() {
        return this.model.data.forecast;
    }

    get canSearch() {
        return this.model.data.choices.length >= SEARCH_FROM;
    }

    get choices() {
        const { choices } = this.model.data;
        const text = this.state.text.trim();
        const found = text ? fuzzyLookup(text, choices, ({ name }) => name) : choices;
        return found.map((choice) => ({
            ...choice,
            key: this.key(choice),
            depth: text ? 0 : choice.depth,
            isShown: this.key(choice) === this.shown,
        }));
    }

    get shown() {
        const { kind, user, team } = this.forecast;
        return this.key({ kind, user_id: user && user[0], team_id: team && team[0] });
    }

    key({ kind, user_id, team_id }) {
        return `${kind}/${team_id || user_id || ""}`;
    }

    icon({ kind }) {
        return { company: "fa-building-o", team: "fa-users", person: "fa-user" }[kind];
    }
}
