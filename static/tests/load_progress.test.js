import { describe, expect, test } from "@odoo/hoot";
import { click, queryFirst } from "@odoo/hoot-dom";
import { advanceTime, animationFrame, Deferred } from "@odoo/hoot-mock";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import {
    defineModels,
    getService,
    models,
    mountWithCleanup,
    onRpc,
} from "@web/../tests/web_test_helpers";
import { WebClient } from "@web/webclient/webclient";
import { PATIENCE } from "@sales_plan/load_progress/load_progress";

describe.current.tags("desktop");

class Load extends models.Model {
    _name = "sales.plan.load";
}

defineModels({ ...mailModels, Load });

const NEXT = { type: "ir.actions.client", tag: "display_notification", params: { message: "Next" } };
const PREVIEW = {
    type: "ir.actions.client",
    tag: "sales_plan.load_preview",
    params: { load_id: 7, next: NEXT },
};

/** Answer each step when the test says so. */
function answerSteps() {
    const answers = [];
    onRpc("sales.plan.load", "preview_step", ({ args, kwargs }) => {
        expect.step(`step of ${args[0]} start=${kwargs.start}`);
        const answer = new Deferred();
        answers.push(answer);
        return answer;
    });
    return answers;
}

/** Wait until a started action shows its dialog. */
async function becomeImpatient() {
    await animationFrame();
    await advanceTime(PATIENCE);
    await animationFrame();
}

test("a short preview shows no dialog", async () => {
    onRpc("sales.plan.load", "preview_step", () => ({ done: 3, total: 3 }));
    await mountWithCleanup(WebClient);
    await getService("action").doAction(PREVIEW);
    await animationFrame();
    expect(".o_dialog").toHaveCount(0);
    expect(".o_notification:contains(Next)").toHaveCount(1);
});

test("a long preview shows how far it is", async () => {
    const answers = answerSteps();
    await mountWithCleanup(WebClient);
    const done = getService("action").doAction(PREVIEW);
    await becomeImpatient();
    expect(".o_dialog .progress-bar-animated").toHaveCount(1);
    expect(".o_dialog .modal-body").toHaveText(/Reading what was sold/);
    answers[0].resolve({ done: 2000, total: 8000 });
    await animationFrame();
    expect(".o_dialog .modal-body").toHaveText(/2,000 of 8,000 rows/);
    expect(queryFirst(".o_dialog .progress-bar").style.width).toBe("25%");
    answers[1].resolve({ done: 8000, total: 8000 });
    await done;
    await animationFrame();
    expect(".o_dialog").toHaveCount(0);
    expect(".o_notification:contains(Next)").toHaveCount(1);
    expect.verifySteps(["step of 7 start=true", "step of 7 start=false"]);
});

test("a preview can be cancelled", async () => {
    const answers = answerSteps();
    await mountWithCleanup(WebClient);
    const done = getService("action").doAction(PREVIEW);
    await becomeImpatient();
    await click(".o_dialog .modal-footer button");
    await animationFrame();
    answers[0].resolve({ done: 2000, total: 8000 });
    await done;
    await animationFrame();
    expect(".o_dialog").toHaveCount(0);
    expect(".o_notification").toHaveCount(0);
    expect.verifySteps(["step of 7 start=true"]);
});

test("loading cannot be cancelled, and ends with what the server says", async () => {
    const answer = new Deferred();
    onRpc("sales.plan.load", "action_load", () => answer);
    await mountWithCleanup(WebClient);
    const done = getService("action").doAction({
        type: "ir.actions.client",
        tag: "sales_plan.load",
        params: { load_id: 7 },
    });
    await becomeImpatient();
    expect(".o_dialog .modal-body").toHaveText(/Writing to the plan/);
    expect(".o_dialog .modal-footer").toHaveCount(0);
    answer.resolve(NEXT);
    await done;
    await animationFrame();
    expect(".o_dialog").toHaveCount(0);
    expect(".o_notification:contains(Next)").toHaveCount(1);
});
