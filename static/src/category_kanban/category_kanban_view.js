import { crmKanbanView } from "@crm/views/crm_kanban/crm_kanban_view";
import { CrmColumnProgress } from "@crm/views/crm_kanban/crm_column_progress";
import { extractAttributes } from "@web/core/utils/xml";
import { registry } from "@web/core/registry";

/** The head of a column: what its deals are worth, and beside it what they are worth weighted. */
export class CategoryColumnProgress extends CrmColumnProgress {
    static template = "sales_plan.CategoryColumnProgress";

    get weightedAggregate() {
        const { progressAttributes } = this.props.progressBarState;
        return this.props.progressBarState.getAggregateValue(
            this.props.group,
            progressAttributes.weighted_sum_field
        );
    }
}

class CategoryKanbanHeader extends crmKanbanView.Renderer.components.KanbanHeader {
    static components = {
        ...crmKanbanView.Renderer.components.KanbanHeader.components,
        ColumnProgress: CategoryColumnProgress,
    };
}

class CategoryKanbanRenderer extends crmKanbanView.Renderer {
    static components = {
        ...crmKanbanView.Renderer.components,
        KanbanHeader: CategoryKanbanHeader,
    };
}

class CategoryKanbanArchParser extends crmKanbanView.ArchParser {
    parseProgressBar(progressBar, fields) {
        const attributes = extractAttributes(progressBar, ["weighted_sum_field"]);
        return {
            ...super.parseProgressBar(...arguments),
            weighted_sum_field: fields[attributes.weighted_sum_field],
        };
    }
}

class CategoryKanbanController extends crmKanbanView.Controller {
    get progressBarAggregateFields() {
        const weighted = this.props.archInfo.progressAttributes.weighted_sum_field;
        return [...super.progressBarAggregateFields, weighted];
    }
}

registry.category("views").add("sales_plan_category_kanban", {
    ...crmKanbanView,
    ArchParser: CategoryKanbanArchParser,
    Controller: CategoryKanbanController,
    Renderer: CategoryKanbanRenderer,
});
