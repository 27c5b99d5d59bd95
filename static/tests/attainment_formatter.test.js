import { expect, test } from "@odoo/hoot";
import { formatAttainment } from "@sales_plan/attainment_formatter";

test("attainment is a percentage, and empty where there is no target", () => {
    expect(formatAttainment(0.5)).toBe("50%");
    expect(formatAttainment(0)).toBe("0%");
    expect(formatAttainment(-1.331)).toBe("-133.1%");
    expect(formatAttainment(false)).toBe("");
    expect(formatAttainment(null)).toBe("");
});
