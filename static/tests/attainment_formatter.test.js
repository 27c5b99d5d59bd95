import { expect, test } from "@odoo/hoot";
import { makeMockEnv } from "@web/../tests/web_test_helpers";
import { formatAttainment } from "@sales_plan/attainment_formatter";

test("attainment is a percentage, and empty where there is no target", async () => {
    await makeMockEnv(); // number formats are the user's
    expect(formatAttainment(0.5)).toBe("50%");
    expect(formatAttainment(0)).toBe("0%");
    expect(formatAttainment(-1.331)).toBe("-133.1%");
    expect(formatAttainment(false)).toBe("");
    expect(formatAttainment(null)).toBe("");
});
