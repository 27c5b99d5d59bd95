import { describe, expect, test } from "@odoo/hoot";
import { click, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    getService,
    mockService,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { PATIENCE } from "@sales_plan/load_progress/load_progress";
import { StartPage } from "@sales_plan/start/start_page";

describe.current.tags("desktop");
defineModels(mailModels);

const TITLES = ["Make a Plan", "Load", "Name", "Confirm", "Publish"];

function panel(doneCount, isComplete = false) {
    return {
        is_complete: isComplete,
        text: "All of it",
        steps: TITLES.map((title, index) => ({
            id: index + 1,
            title,
            description: `About ${title}`,
            button: `Do ${title}`,
            done: `Did ${title}`,
            icon: "fa-check",
            state: index < doneCount ? "done" : "not_done",
        })),
    };
}

function answerStart(start) {
    onRpc("sales.plan.start", "start_open", () => ({
        company: "Acme Ltd",
        may_plan: true,
        has_sample: false,
        sample_plan: false,
        panel: panel(0),
        ...start,
    }));
}

async function open(start) {
    answerStart(start);
    await mountWithCleanup(WebClient);
    await getService("action").doAction({ type: "ir.actions.client", tag: "sales_plan.start" });
    await animationFrame();
}

test("who may make plans has three ways to begin", async () => {
    await open();
    expect(".o_sales_plan_picture svg").toHaveCount(3);
    expect(queryAllTexts(".o_sales_plan_start_page button")).toEqual([
        "Create a Plan",
        "Import from Excel",
        "Load Sample Data",
    ]);
    expect(".o_sales_plan_start_wait").toHaveCount(0);
});

test("who may not reads who can", async () => {
    await open({ may_plan: false, planners: "Plans are made by Ada.", panel: undefined });
    expect(".o_sales_plan_start_page button").toHaveCount(0);
    expect(".o_sales_plan_first_steps").toHaveCount(0);
    expect(".o_sales_plan_start_wait").toHaveText("Plans are made by Ada.");
});

test("the first steps show what is done, open, and can be closed", async () => {
    onRpc("onboarding.onboarding.step", "action_open_sales_plan_step", ({ args }) => {
        expect.step(`open ${args[0]}`);
        return { type: "ir.actions.client", tag: "display_notification", params: { message: "!" } };
    });
    onRpc("sales.plan.start", "start_close", () => {
        expect.step("close");
        return true;
    });
    await open({ panel: panel(2) });
    expect(queryAllTexts(".o_onboarding_step button")).toEqual([
        "Did Make a Plan",
        "Did Load",
        "Do Name",
        "Do Confirm",
        "Do Publish",
    ]);
    await click(".o_onboarding_step:nth-child(3) button");
    await animationFrame();
    await click(".o_onboarding_btn_close");
    await animationFrame();
    expect(".o_sales_plan_first_steps").toHaveCount(0);
    expect.verifySteps(["open 3", "close"]);
});

test("the end of the first steps is told", async () => {
    await open({ panel: panel(5, true) });
    expect(".o_sales_plan_steps_done").toHaveText(/All of it/);
});

test("sample data is loaded step by step, after a warning that names the company", async () => {
    const answers = [];
    const answer = (name) => () => {
        expect.step(name);
        answers.push(new Deferred());
        return answers.at(-1);
    };
    onRpc("sales.plan.sample", "sample_begin", answer("begin"));
    onRpc("sales.plan.sample", "sample_continue", answer("continue"));
    mockService("action", {
        doAction: (action, options) => expect.step(`${action} ${options.props.resId}`),
    });
    answerStart();
    await mountWithCleanup(StartPage, { props: { action: {} } });
    await click(".o_sales_plan_start_sample");
    await animationFrame();
    expect(".modal-body").toHaveText(/Acme Ltd/);
    await click(".modal-footer .btn-primary");
    await advanceTime(PATIENCE);
    await animationFrame();
    expect(".modal .progress-bar-animated").toHaveCount(1);
    answers[0].resolve({ done: 0, total: 80, plan_id: false });
    await animationFrame();
    answers[1].resolve({ done: 40, total: 80, plan_id: false });
    await animationFrame();
    expect(".modal .modal-body").toHaveText(/40 of 80 orders/);
    expect(queryFirst(".modal .progress-bar").style.width).toBe("50%");
    answers[2].resolve({ done: 80, total: 80, plan_id: 17 });
    await animationFrame();
    await animationFrame();
    expect(".modal").toHaveCount(0);
    expect.verifySteps(["begin", "continue", "continue", "sales_plan.sales_plan_action 17"]);
});

test("sample data that is there is looked at and removed, not loaded again", async () => {
    onRpc("sales.plan.sample", "sample_remove", () => {
        expect.step("remove");
        return "It is gone.";
    });
    await open({ has_sample: true, sample_plan: 17 });
    expect(".o_sales_plan_start_sample").toHaveCount(0);
    expect(".o_sales_plan_start_look").toHaveCount(1);
    await click(".o_sales_plan_start_remove");
    await animationFrame();
    expect(".modal-body").toHaveText(/Acme Ltd/);
    await click(".modal-footer .btn-danger");
    await animationFrame();
    await animationFrame();
    expect(".o_notification:contains(It is gone.)").toHaveCount(1);
    expect.verifySteps(["remove"]);
});
