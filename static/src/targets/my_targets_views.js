import { Component } from "@odoo/owl";
import { registry } from "@web/core/registry";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { listView } from "@web/views/list/list_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { selectSums, TeamSums, useTeamSums } from "./team_sums";

/**
 * The targets of a person, and above them what their teams have to reach: all teams where the
 * targets of their people are looked at, the highest where they have no target of their own.
 */
class MyTargetsRenderer extends Component {
    static template = "sales_plan.MyTargets";
    static components = { TeamSums };
    static props = ["*"];

    setup() {
        this.team = useTeamSums();
    }

    isActive(name) {
        return this.env.searchModel.getSearchItems(
            (item) => item.name === name && item.isActive
        ).length;
    }

    get sums() {
        const isWhole = this.isActive("people");
        return isWhole || this.isActive("mine") ? selectSums(this.team.sums, isWhole) : [];
    }

    /** Where sums are shown, nobody is told that nothing is there. */
    get innerProps() {
        const { noContentHelp } = this.props;
        return { ...this.props, noContentHelp: this.sums.length ? undefined : noContentHelp };
    }
}

class MyTargetsKanban extends MyTargetsRenderer {
    get inner() {
        return KanbanRenderer;
    }
}

class MyTargetsList extends MyTargetsRenderer {
    get inner() {
        return ListRenderer;
    }
}

registry
    .category("views")
    .add("sales_plan_my_targets_kanban", { ...kanbanView, Renderer: MyTargetsKanban })
    .add("sales_plan_my_targets_list", { ...listView, Renderer: MyTargetsList });
