import { expect, test } from "@odoo/hoot";
import { getMeaning } from "@sales_plan/report_pivot/report_graph";

const KINDS = [
    ["target", "Target"],
    ["fact", "Actual"],
];
const fields = { kind: { selection: KINDS } };
const groupBy = (...names) => names.map((fieldName) => ({ fieldName }));

test("target and actual have colours of their own, wherever they stand", () => {
    const beside = { fields, measure: "compared_amount", groupBy: groupBy("date", "kind") };
    expect(getMeaning(beside, "Target")).toBe("target");
    expect(getMeaning(beside, "Actual")).toBe("actual");
    expect(getMeaning(beside, "Something else")).toBe(undefined);
    expect(getMeaning({ ...beside, groupBy: groupBy("date", "team_id") }, "North")).toBe(undefined);
    const alone = { fields, groupBy: groupBy("date") };
    expect(getMeaning({ ...alone, measure: "target_amount" }, "Target")).toBe("target");
    expect(getMeaning({ ...alone, measure: "history_amount" }, "History")).toBe("history");
    expect(getMeaning({ ...alone, measure: "gap_amount" }, "Gap")).toBe(undefined);
});
