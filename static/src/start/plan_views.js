import { registry } from "@web/core/registry";
import { KanbanRenderer } from "@web/views/kanban/kanban_renderer";
import { kanbanView } from "@web/views/kanban/kanban_view";
import { ListRenderer } from "@web/views/list/list_renderer";
import { listView } from "@web/views/list/list_view";
import { StartPanel } from "./first_steps";

class PlanKanbanRenderer extends KanbanRenderer {
    static template = "sales_plan.PlanKanbanRenderer";
    static components = { ...KanbanRenderer.components, StartPanel };
}

class PlanListRenderer extends ListRenderer {
    static template = "sales_plan.PlanListRenderer";
    static components = { ...ListRenderer.components, StartPanel };
}

registry.category("views").add("sales_plan_kanban", {
    ...kanbanView,
    Renderer: PlanKanbanRenderer,
});
registry.category("views").add("sales_plan_list", { ...listView, Renderer: PlanListRenderer });
