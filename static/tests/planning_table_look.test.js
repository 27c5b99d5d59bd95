import { describe, expect, test } from "@odoo/hoot";
import { press, queryAllTexts, queryFirst, resize } from "@odoo/hoot-dom";
import { animationFrame } from "@odoo/hoot-mock";
import { contains, makeMockEnv } from "@web/../tests/web_test_helpers";
import { AmountFormat } from "@sales_plan/planning_table/amount_format";
import { Figures } from "@sales_plan/planning_table/figures";
import {
    amounts,
    cell,
    cursor,
    definePlanningModels,
    makeServer,
    openTable,
    reopenTable,
    rest,
    row,
} from "./planning_table_helpers";

describe.current.tags("desktop");
definePlanningModels();

const MONTHS = "Jan Feb Mar Apr May Jun Jul Aug Sep Oct Nov Dec".split(" ").map((m) => `${m} 2027`);

/** A year of large amounts: of every month as many cents as it has a number. */
function year(amount = 123456) {
    return [row(10, false, "Total", MONTHS.map((_, month) => amount + month / 100))];
}

function format(values) {
    return new Figures({ measure: "revenue", currency_id: 1, digits: 2, ...values });
}

async function choose(name) {
    await contains(".o_sales_plan_columns").click();
    await contains(`.o_sales_plan_${name}`).click();
    await press("Escape");
    await rest();
}

test("amounts are as short as they can be read", async () => {
    await makeMockEnv();
    const figures = format();
    const write = (scale, largest, ...values) =>
        values.map((value) => new AmountFormat(figures, scale, largest).format(value));
    expect(write("auto", 9999, 9999, 0.5, -1.25)).toEqual(["9,999.00", "0.50", "-1.25"]);
    expect(write("auto", 10000, 16396.6, 0, -1.25)).toEqual(["16,397", "0", "-1"]);
    // what is little is not nothing, what is not planned is
    expect(write("auto", -20000, 0.4, -0.04, null)).toEqual(["0.4", "-0.04", ""]);
    expect(write("exact", 10000, 16396.6)).toEqual(["16,396.60"]);
    expect(write("thousands", 9000000, 16396.6, 40, 0)).toEqual(["16.4", "0.04", "0.0"]);
    expect(write("thousands", 10000000, 1234567890, -600)).toEqual(["1,234,568", "-1"]);
    expect(write("millions", 5e9, 1234567890, 12)).toEqual(["1,234.6", "0.00001"]);
});

test("yen, documents and quantities have their own digits", async () => {
    await makeMockEnv();
    const short = (figures, largest, value) => new AmountFormat(figures, "auto", largest).format(value);
    expect(short(format({ digits: 0 }), 100, 42)).toBe("42");
    expect(short(format({ digits: 3, measure: "quantity" }), 100, 1.5)).toBe("1.500");
    expect(short(format({ digits: 3, measure: "quantity" }), 12000, 1.5)).toBe("2");
    expect(new AmountFormat(format(), "thousands", 1).unit).toBe("Untaxed revenue in $, in thousands");
    expect(new AmountFormat(format(), "auto", 1).unit).toBe("Untaxed revenue in $");
});

test("cents are on the chosen cell, in tooltips, in what is typed and copied", async () => {
    makeServer({ rows: year(), periods: MONTHS });
    await openTable();
    expect(amounts(10).slice(0, 3)).toEqual(["123,456.00", "123,456", "123,456"]);
    expect(cell(10, 1)).toHaveAttribute("title", "123,456.01");
    await press("ArrowRight");
    await animationFrame();
    expect(amounts(10).slice(0, 3)).toEqual(["123,456", "123,456.01", "123,456"]);
    await press("F2");
    await animationFrame();
    expect(".o_sales_plan_grid_editor").toHaveValue("123456.01");
});

for (const amount of [5, 123456.78, 876543.21, -765432.1]) {
    test(`twelve months of ${amount} and the total are in sight at 1400 pixels`, async () => {
        await resize({ width: 1400, height: 900 });
        makeServer({ rows: year(amount), periods: MONTHS });
        await openTable();
        const grid = queryFirst("[role=treegrid]");
        expect(grid.clientWidth).toBe(1400);
        expect(grid.scrollWidth).toBe(1400);
        expect(amounts(10)).toHaveLength(13);
    });
}

test("figures are never cut by their column, nor is the exact one of the cursor", async () => {
    await resize({ width: 900, height: 900 });
    makeServer({ rows: [row(10, false, "Total", [-1234567890.12, 3, 123456.78])] });
    await openTable();
    await press("ArrowRight");
    await press("ArrowRight");
    await animationFrame();
    expect(amounts(10)).toEqual(["-1,234,567,890", "3", "123,456.78", "-1,234,444,430"]);
    for (const column of [0, 2, 3]) {
        const box = cell(10, column).getBoundingClientRect();
        const amount = cell(10, column).querySelector(".o_sales_plan_grid_amount");
        expect(amount.getBoundingClientRect().left).toBeGreaterThan(box.left + 1);
    }
});

test("thousands are chosen, said in the corner, and remembered for the plan", async () => {
    const server = makeServer({ rows: year(), periods: MONTHS });
    await openTable();
    await choose("scale_thousands");
    expect(server.look).toEqual({
        columns: [],
        scale: "thousands",
        has_spans: false,
        folded: [],
        heat: "",
        spread: true,
    });
    expect(amounts(10)[1]).toBe("123.5");
    expect(cell(10, 1)).toHaveAttribute("title", "123,456.01");
    expect(".o_sales_plan_grid_corner").toHaveText("Untaxed revenue in $, in thousands");
    await reopenTable();
    expect(amounts(10)[1]).toBe("123.5");
});

test("the total stays in sight in a narrow window, before what stands beside it", async () => {
    await resize({ width: 390, height: 800 });
    makeServer({
        rows: year().map((values) => ({ ...values, growth: values.cells.map(() => [0.1, 5]) })),
        periods: MONTHS,
    });
    await openTable();
    await choose("column_growth");
    const box = cell(10, 12).getBoundingClientRect();
    const grid = queryFirst("[role=treegrid]").getBoundingClientRect();
    expect(Math.round(box.right)).toBeLessThan(Math.round(grid.right) + 1);
    const name = queryFirst(".o_sales_plan_grid_row .o_sales_plan_grid_name").getBoundingClientRect();
    expect(box.left).toBeGreaterThan(name.right + 50);
});

test("where names are narrow, that of the row of the cursor stands below the table in full", async () => {
    await resize({ width: 390, height: 800 });
    const name = "Interim Logistics and Facilities Holding";
    const [total] = year();
    makeServer({
        rows: [total, row(11, 10, name, MONTHS.map(() => 1), { path: ["West", "North"] })],
        periods: MONTHS,
    });
    await openTable();
    await contains(cell(11, 12)).click();
    await rest();
    expect(".o_sales_plan_place").toHaveText(`West / North / ${name}`);
    // wide windows, where names can be pointed at, do without
    expect(".o_sales_plan_place").toHaveClass("d-lg-none");
});

test("a narrow window begins with the running period, whole", async () => {
    await resize({ width: 800, height: 800 });
    makeServer({ rows: year(), periods: MONTHS, plan: { running: 5 } });
    await openTable();
    await rest();
    const left = () => {
        const row = ".o_sales_plan_grid_row[data-row='10']";
        const name = queryFirst(`${row} .o_sales_plan_grid_name`).getBoundingClientRect();
        return (column) => Math.round(cell(10, column).getBoundingClientRect().left - name.right);
    };
    expect(left()(4)).toBe(0);
    expect(cursor()).toBe("10/4");
});

test("the last period that is running does not cut the first one that is seen", async () => {
    await resize({ width: 800, height: 800 });
    makeServer({ rows: year(), periods: MONTHS, plan: { running: 12 } });
    await openTable();
    await rest();
    const row = ".o_sales_plan_grid_row[data-row='10']";
    const name = queryFirst(`${row} .o_sales_plan_grid_name`).getBoundingClientRect();
    const lefts = MONTHS.map((_, month) => cell(10, month)?.getBoundingClientRect().left);
    expect(lefts.filter((left) => Math.abs(left - name.right) < 1)).toHaveLength(1);
    expect(cursor()).toBe("10/11");
});

test("growth stands beside the total, with its sign and what it is measured against", async () => {
    const growth = (ratio, base) => [[null, null], [null, null], [null, null], [ratio, base]];
    makeServer({
        rows: [
            row(10, false, "Total", [1, 2, 3], {
                growth: growth(0.125, 1000),
                growth_last_year: growth(-0.2, 12.5),
                growth_two_years: growth(null, 0),
            }),
        ],
    });
    await openTable();
    for (const name of ["column_growth", "column_growth_last_year", "column_growth_two_years"]) {
        await choose(name);
    }
    const figure = (name) => queryFirst(`[data-row='10'] .o_sales_plan_${name} span`);
    expect(figure("growth")).toHaveText("+12.5%");
    expect(figure("growth")).toHaveAttribute("title", "Compared with 1,000.00");
    expect(figure("growth_last_year")).toHaveText("-20.0%");
    expect(figure("growth_last_year")).toHaveClass("text-danger");
    expect(figure("growth_two_years")).toHaveText("");
    expect(queryAllTexts(".o_sales_plan_growth_heading")).toEqual([
        "Δ History",
        "Δ Last Year",
        "Δ 2 Years",
    ]);
});

test("growth on a year that runs says that it is of the periods that are over", async () => {
    const growth = (ratio, base) => [[null, null], [null, null], [null, null], [ratio, base]];
    makeServer({
        plan: { so_far: ["growth_last_year", "growth_two_years"] },
        rows: [
            row(10, false, "Total", [1, 2, 3], {
                growth_last_year: growth(0.05, 1000),
                growth_two_years: growth(null, null),
                change: [0.25, -0.04, null, 0.1],
                so_far: { growth_last_year: [0, 1], growth_two_years: [], change: [0, 1] },
            }),
        ],
    });
    await openTable();
    for (const name of ["column_growth_last_year", "column_growth_two_years"]) {
        await choose(name);
    }
    expect(queryAllTexts(".o_sales_plan_growth_heading")).toEqual([
        "Δ Last Year, so far",
        "Δ 2 Years, so far",
    ]);
    expect(".o_sales_plan_growth_heading:eq(0)").toHaveAttribute(
        "title",
        "Growth on Last Year, for the periods that have ended in it"
    );
    const figure = (name) => queryFirst(`[data-row='10'] .o_sales_plan_${name}:last span`);
    expect(figure("growth_last_year")).toHaveAttribute(
        "title",
        "Compared with 1,000.00, of the periods that are over (2)"
    );
    expect(figure("growth_two_years")).toHaveAttribute("title", "None of the periods has ended in it");
    await choose("column_change");
    expect(figure("change")).toHaveAttribute("title", "For the periods that have ended in it (2)");
});

test("colours compare with history or with the mean of the row, and say so", async () => {
    makeServer({
        rows: [
            row(10, false, "Total", [100, 103, 70], {
                change: [0.25, -0.04, null, 0.1],
                history: [80, 107.29, null, 250],
                deviation: [0.0989, 0.13, -0.2308, 91],
            }),
        ],
    });
    await openTable();
    const level = (column) => cell(10, column).dataset.heat;
    expect(level(0)).toBe(undefined);
    await choose("heat_history");
    expect([0, 1, 2, 3].map(level)).toEqual(["above-2", undefined, undefined, "above-1"]);
    expect(cell(10, 0)).toHaveAttribute("title", "25.0% above history, 80.00");
    expect(cell(10, 0).querySelector(".visually-hidden")).toHaveText("25.0% above history, 80.00");
    expect(cell(10, 0).querySelector(".o_sales_plan_heat")).toHaveText("▲");
    await choose("heat_mean");
    expect([0, 1, 2, 3].map(level)).toEqual([undefined, "above-1", "below-1", undefined]);
    expect(cell(10, 2)).toHaveAttribute("title", "23.1% below the mean of the row, 91.00");
    await reopenTable();
    expect(level(2)).toBe("below-1");
    await choose("heat_none");
    expect([0, 1, 2].map(level)).toEqual([undefined, undefined, undefined]);
});
