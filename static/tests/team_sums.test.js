import { expect, test } from "@odoo/hoot";
import { queryAll, queryAllTexts } from "@odoo/hoot-dom";
import {
    defineModels,
    makeMockEnv,
    mountWithCleanup,
} from "@web/../tests/web_test_helpers";
import { mailModels } from "@mail/../tests/mail_test_helpers";
import { formatGrowth } from "@sales_plan/figure/growth_field";
import { selectSums, TeamSums } from "@sales_plan/targets/team_sums";

defineModels(mailModels);

const team = (id, depth, target, actual) => ({
    id,
    name: `Team ${id}`,
    depth,
    row_ids: [id],
    target,
    actual,
    gap: target === null ? null : actual - target,
    attainment: target ? actual / target : null,
    expected: 50,
    status: target ? "on_track" : false,
});
const plan = (id) => ({
    id,
    name: `Plan ${id}`,
    measure: "Quantity",
    basis: "Orders",
    currency_id: false,
});
const SUMS = [
    { plan: plan(1), has_own: false, teams: [team(1, 0, 100, 60), team(2, 1, null, 20)] },
    { plan: plan(2), has_own: true, teams: [team(1, 0, 10, 5)] },
];

test("growth has its sign, and is empty where there is nothing to compare with", async () => {
    await makeMockEnv(); // number formats are the user's
    expect(formatGrowth(0.125)).toBe("+12.5%");
    expect(formatGrowth(-0.03)).toBe("−3%");
    expect(formatGrowth(0)).toBe("0%");
    expect(formatGrowth(-0.0001)).toBe("0%");
    expect(formatGrowth(false)).toBe("");
    expect(formatGrowth(null)).toBe("");
});

test("who has a target of their own in a plan sees no sum of it among their targets", () => {
    expect(selectSums(SUMS, true)).toEqual(SUMS);
    const [sum, ...others] = selectSums(SUMS, false);
    expect(others).toEqual([]);
    expect(sum.teams.map(({ name }) => name)).toEqual(["Team 1"]);
});

test("teams stand below the one that they are part of", async () => {
    await mountWithCleanup(TeamSums, { props: { sums: SUMS } });
    const texts = (row) =>
        [...queryAll(".o_sales_plan_team_sum")[row].children]
            .filter((cell) => !cell.classList.contains("o_sales_plan_team_bar"))
            .map((cell) => cell.innerText.trim());
    expect(queryAllTexts("caption")).toEqual([
        "Plan 1 · Quantity · Orders",
        "Plan 2 · Quantity · Orders",
    ]);
    expect(texts(0)).toEqual(["Team 1", "100", "60", "-40"]);
    expect(texts(1)).toEqual(["Team 2", "—", "20", "—"]);
});
