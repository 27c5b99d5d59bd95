import { expect, test } from "@odoo/hoot";
import { getMeanings, getValues, hasCategories, inOrder } from "@sales_plan/report_pivot/meanings";

const STATES = ["waiting", "to_split", "published"].map((value) => [value, value.toUpperCase()]);
const fields = {
    state: { type: "selection", selection: STATES },
    role: { type: "selection", selection: [["pipeline", "Pipeline"]] },
    category_id: { type: "many2one", relation: "sales.forecast.category" },
    level_id: { type: "many2one", relation: "sales.plan.level" },
};
const by = (...names) => ({
    fields,
    resModel: "sales.plan.round",
    groupBy: names.map((fieldName) => ({ fieldName, spec: fieldName })),
});
const dataset = (label, ...raw) => ({
    label,
    identifiers: new Set(raw.map((values) => JSON.stringify(values))),
});

test("datasets stand in the order of what they mean, what has no meaning last", () => {
    const meanings = getMeanings(by("level_id", "state"), []);
    const make = (state) => dataset(state, [{ level_id: [1, "Team"] }, { state }]);
    const shown = ["published", false, "waiting", "to_split"].map(make);
    const labels = inOrder(shown, meanings).map(({ label }) => label);
    expect(labels).toEqual(["waiting", "to_split", "published", false]);
    expect(meanings.getClass("published")).toBe("o_sales_plan_round_published");
    expect(meanings.getClass(false)).toBe(undefined);
});

test("forecast categories have the colour of their role, and its order", () => {
    const categories = [
        { id: 7, role: "closed" },
        { id: 3, role: "pipeline" },
    ];
    const grouped = by("level_id", "category_id");
    expect(hasCategories(grouped)).toBe(true);
    expect(hasCategories(by("state"))).toBe(false);
    const meanings = getMeanings(grouped, categories);
    const make = (id) => dataset(id, [{ level_id: false }, { category_id: [id, "Name"] }]);
    expect(inOrder([make(3), make(7)], meanings).map(({ label }) => label)).toEqual([7, 3]);
    expect(meanings.getClass(3)).toBe("o_sales_plan_role_pipeline");
    expect(meanings.getClass(9)).toBe(undefined);
    expect(getMeanings(by("role"), []).getClass("pipeline")).toBe("o_sales_plan_role_pipeline");
});

test("bars of a single group have values of their own", () => {
    const meanings = getMeanings(by("state"), []);
    const bars = dataset("Count", [{ state: "published" }], [{ state: "waiting" }]);
    expect(getValues(bars, meanings)).toEqual(["published", "waiting"]);
    expect(getMeanings(by("level_id"), [])).toBe(null);
    expect(getMeanings(by(), [])).toBe(null);
});
