import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryFirst } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains } from "@web/../tests/web_test_helpers";
import {
    amounts,
    cell,
    definePlanningModels,
    makeServer,
    names,
    openTable,
    rest,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

test("one request shows the total and the rows below it", async () => {
    makeServer();
    await openTable();
    expect(names()).toEqual(["Total", "North", "South"]);
    expect(queryAllTexts(".o_sales_plan_grid_period")).toEqual(["Jan", "Feb", "Mar", "Total"]);
    expect(".o_sales_plan_grid_corner").toHaveText("Untaxed revenue in $");
    expect(amounts(11)).toEqual(["1,000.00", "0.00", "", "1,000.00"]);
    expect(".o_breadcrumb").toHaveText("Sales 2027");
});

test("not planned is empty, zero is zero, sums and held cells look different", async () => {
    makeServer();
    await openTable();
    expect(cell(11, 1)).toHaveText("0.00");
    expect(cell(11, 2)).toHaveText("");
    expect(cell(10, 1)).toHaveClass("o_sales_plan_sum");
    expect(cell(10, 0)).not.toHaveClass("o_sales_plan_sum");
    expect(cell(12, 0)).toHaveClass("o_sales_plan_held");
    expect(cell(12, 0).querySelector(".fa-lock")).toHaveAttribute("aria-label", "Held");
});
