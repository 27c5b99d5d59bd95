import { beforeEach, expect, test } from "@odoo/hoot";
import { makeMockEnv, patchTranslations, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";
import { difference, percent, plainDifference } from "@sales_plan/cockpit/formats";
import { formatFloat, formatPercentage } from "@sales_plan/figures/amounts";
import { shortChance } from "@sales_plan/figures/chances";

beforeEach(makeMockEnv);

const UNIT = { currency_id: false, digits: 0 };

test("where one reads from left to right an amount is what it is", () => {
    expect(formatFloat(-12.5)).toBe("-12.50");
    expect(difference(12, UNIT)).toBe("+12");
});

test("where one reads from right to left an amount is kept in one piece, with its sign", () => {
    patchWithCleanup(localization, { direction: "rtl" });
    expect(formatFloat(-12.5)).toBe("\u2066-12.50\u2069");
    expect(difference(12, UNIT)).toBe("\u2066+12\u2069");
    expect(plainDifference(12)).toBe("\u2066+12\u2069");
});

test("percent is written as the language does", () => {
    expect(formatPercentage(0.125)).toBe("12.5%");
    expect(formatPercentage(0.125, { noSymbol: true })).toBe("12.5");
    patchTranslations({ sales_plan: { "%(number)s%": "%(number)s %", ">99%": "> 99 %" } });
    expect(formatPercentage(0.125)).toBe("12.5 %");
    expect(shortChance(0.995)).toBe("> 99 %");
});

test("what is not reached is not rounded up to it", () => {
    expect([0.866, 0.994, 0.9999, 1, 1.2].map(percent)).toEqual(["87%", "99%", "99%", "100%", "120%"]);
});

test("a chance is never 0 or 100", () => {
    expect([0, 0.004, 0.3, 0.994, 1].map(shortChance)).toEqual(["<1%", "<1%", "30%", ">99%", ">99%"]);
});
