import { describe, expect, test } from "@odoo/hoot";
import { queryAllTexts } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { Component, xml } from "@odoo/owl";
import {
    contains,
    getService,
    mountWithCleanup,
    onRpc,
    patchWithCleanup,
} from "@web/../tests/web_test_helpers";
import { Toolbar } from "@sales_plan/planning_table/toolbar";
import { definePlanningModels, makeServer, openTable, startApi } from "./planning_table_helpers";
import { makeSplit } from "./planning_cascade_helpers";

describe.current.tags("desktop");
definePlanningModels();

const DRAFT = { can_confirm: true, can_publish: false, is_cascaded: false };

/** The names of the primary buttons of the toolbar. */
function primary() {
    return queryAllTexts(".o_sales_plan_table_toolbar .btn-primary");
}

/** Mount the toolbar of a table; return a function that lets it hear of what comes next now. */
async function mountToolbar(server) {
    const api = await startApi({ server });
    class Page extends Component {
        static template = xml`<div style="width: 1300px"><Toolbar api="api"/></div>`;
        static components = { Toolbar };
        static props = {};
        api = api;
    }
    await mountWithCleanup(Page);
    return async (nextStep) => {
        server.nextStep = nextStep;
        server.version += 1;
        await api.refresh();
        await animationFrame();
        expect.verifySteps(["refresh 7"]);
    };
}

test("a draft without targets is loaded before it can be confirmed", async () => {
    const server = makeServer({ plan: DRAFT });
    server.nextStep = "load";
    await openTable();
    expect(primary()).toEqual(["Load Actuals"]);
    expect(".o_command_confirm.btn-secondary.o_sales_plan_disabled").toHaveCount(1);
    expect(".o_command_suggest.btn-secondary").toHaveCount(1);
    expect(".o_sales_plan_publish").toHaveCount(0);
});

test("after the first amount it is confirmed", async () => {
    const server = makeServer({ plan: DRAFT });
    server.nextStep = "load";
    const goOn = await mountToolbar(server);
    await goOn("confirm");
    expect(primary()).toEqual(["Confirm…"]);
    expect(".o_command_load.btn").toHaveCount(0);
});

test("confirming opens the dialog, and the table goes on with what it did", async () => {
    const server = makeServer({ plan: DRAFT });
    server.nextStep = "confirm";
    onRpc("sales.plan", "action_open_confirm", ({ args: [[id]] }) => {
        expect.step(`look at ${id}`);
        return { res_model: "sales.plan.confirm" };
    });
    await openTable();
    patchWithCleanup(getService("action"), {
        doAction: async (action, { onClose }) => {
            expect.step(action.res_model);
            server.plan = { ...server.plan, state: "confirmed", can_confirm: false, can_edit: false };
            server.nextStep = false;
            await onClose();
        },
    });
    await contains(".o_command_confirm").click();
    await animationFrame();
    expect.verifySteps(["look at 1", "sales.plan.confirm", "open"]);
    expect(primary()).toEqual([]);
    expect(".o_command_confirm").toHaveCount(0);
});

test("level by level, what is ready is published; before that a split is suggested", async () => {
    const server = makeSplit();
    server.nextStep = "publish";
    const goOn = await mountToolbar(server);
    expect(primary()).toEqual(["Publish"]);
    expect(".o_command_confirm").toHaveCount(0);
    await goOn("suggest");
    expect(primary()).toEqual(["Suggest…"]);
    expect(".o_sales_plan_publish.btn-secondary").toHaveCount(1);
});

test("where nothing comes next, no button is the primary one", async () => {
    makeSplit();
    await openTable();
    expect(primary()).toEqual([]);
    expect(".o_sales_plan_publish").toHaveCount(1);
});
