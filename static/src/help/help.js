import { Component, markup, onWillStart, useEffect, useState } from "@odoo/owl";
import { _t } from "@web/core/l10n/translation";
import { registry } from "@web/core/registry";
import { useService } from "@web/core/utils/hooks";
import { useSetupAction } from "@web/search/action_hook";
import { Layout } from "@web/search/layout";
import { standardActionServiceProps } from "@web/webclient/actions/action_service";
import { COMMANDS } from "../planning_table/commands";
import { KeysTable } from "../planning_table/keys_table";

const FIRST = "start";
/** The page about the planning table, which shows its keys, too. */
const TABLE = "table";

/**
 * The help of the app, a page for each of its screens, in Odoo's own frame.
 *
 * Which page it is stands in the address.
 */
export class Help extends Component {
    static template = "sales_plan.Help";
    static components = { Layout, KeysTable };
    static props = { ...standardActionServiceProps };
    static displayName = _t("Help");
    static path = "sales-plan-help";

    setup() {
        this.orm = useService("orm");
        const { action, state } = this.props;
        const page = state?.page || action.params?.page || action.context?.page || FIRST;
        this.state = useState({ page: null, title: "", html: "", pages: [] });
        useSetupAction({ getLocalState: () => ({ page: this.state.page }) });
        onWillStart(() => this.start(page));
        useEffect(
            (shown) => this.props.updateActionState({ page: shown }),
            () => [this.state.page]
        );
    }

    get hasKeys() {
        return this.state.page === TABLE;
    }

    get commands() {
        return COMMANDS.filter(({ hotkey }) => hotkey).map(({ name, hotkey, label }) => ({
            name,
            hotkey,
            label: label().replace("…", ""),
        }));
    }

    /** What the address asks for may be no page: then the first one is shown. */
    async start(page) {
        try {
            await this.open(page);
        } catch (error) {
            if (page === FIRST) {
                throw error;
            }
            await this.open(FIRST);
        }
    }

    async open(page) {
        const found = await this.orm.silent.call("sales.help", "read_page", [page]);
        // the page is a template of the add-on
        Object.assign(this.state, found, { html: markup(found.html) });
    }
}

registry.category("actions").add("sales_plan.help", Help);
