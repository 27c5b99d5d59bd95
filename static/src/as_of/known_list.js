import { registry } from "@web/core/registry";
import { listView } from "@web/views/list/list_view";
import { KnownControlPanel } from "./known_control_panel";

registry.category("views").add("sales_plan_known_list", {
    ...listView,
    ControlPanel: KnownControlPanel,
});
