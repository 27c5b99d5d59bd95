import { beforeEach, describe, expect, test } from "@odoo/hoot";
import { makeMockEnv, patchWithCleanup } from "@web/../tests/web_test_helpers";
import { localization } from "@web/core/l10n/localization";
import { formatFloat } from "@web/core/utils/numbers";
import { formatTable, parseTable } from "@sales_plan/planning_table/clipboard";
import { EntryError, parseEntry, readNumber } from "@sales_plan/planning_table/entry_parser";
import { Figures } from "@sales_plan/planning_table/figures";

describe.current.tags("headless");

const LOCALES = {
    en_US: { decimalPoint: ".", thousandsSep: ",", grouping: [3, 0] },
    fr_FR: { decimalPoint: ",", thousandsSep: "\u00a0", grouping: [3, 0] },
    de_CH: { decimalPoint: ".", thousandsSep: "'", grouping: [3, 0] },
    de_DE: { decimalPoint: ",", thousandsSep: ".", grouping: [3, 0] },
    en_IN: { decimalPoint: ".", thousandsSep: ",", grouping: [3, 2, 0] },
};

beforeEach(async () => {
    await makeMockEnv();
});

function speak(locale) {
    patchWithCleanup(localization, LOCALES[locale]);
}

/** What each text means; null where it is refused. */
function means(texts, options) {
    for (const [text, entry] of Object.entries(texts)) {
        if (entry === null) {
            expect(() => parseEntry(text, options)).toThrow(EntryError, { message: text });
        } else {
            expect(parseEntry(text, options)).toBe(entry, { message: text });
        }
    }
}

test("numbers as Americans write them", () => {
    speak("en_US");
    means({
        "": "",
        "  ": "",
        0: "0",
        1200.5: "1200.5",
        "1,200.50": "1200.50",
        "1,234,567": "1234567",
        "-40": "-40",
        "\u221240": "-40",
        "+40": "40",
        "(1,200)": "-1200",
        ".5": "0.5",
        "5.": "5",
        "007": "7",
        "1 200": "1200",
        "1'200.5": "1200.5",
        "１２": "12",
        "١٢": "12",
    });
});

test("Americans are asked what they mean rather than guessed at", () => {
    speak("en_US");
    means({
        "1,2": null,
        "1,23,456": null,
        "1,2345": null,
        "1.2.3": null,
        "1.234,5": null,
        "1,234 567": null,
        "12 34": null,
        abc: null,
        "12x": null,
        "10²": null,
        "-": null,
        "1e5": null,
        "5 5": null,
    });
    expect(() => parseEntry("1,2")).toThrow("“1,2” is not a number. Write it like 1,234.50.");
});

test("numbers as the French write them", () => {
    speak("fr_FR");
    means({
        "1 200,5": "1200.5",
        "1\u00a0200,5": "1200.5",
        "1\u202f234\u202f567": "1234567",
        "1,5m": "1.5m",
        "1,200": "1.200",
        "+10,5 %": "+10.5%",
        "=1 200+300": "=1200+300",
        "= 1 200,50 * 2": "=1200.50*2",
        "1.200": null,
        1.5: null,
        "1 20": null,
    });
    expect(() => parseEntry("1.5")).toThrow("“1.5” is not a number. Write it like 1\u00a0234,50.");
});

test("numbers as the Swiss and the Germans write them", () => {
    speak("de_CH");
    means({ "1'200.50": "1200.50", "1’234’567": "1234567", "1'2": null, "1,200": null });
    speak("de_DE");
    means({ "1.200": "1200", "1.234,5": "1234.5", 1.5: null, "1.2.3": null, "1,234.5": null });
    speak("en_IN");
    means({ "12,34,567": "1234567", "1,234,567": null });
});

test("a separator where no thousands end is no separator", () => {
    speak("de_DE");
    means({
        0.125: null,
        "+0.500%": null,
        "-0.125": null,
        "*0.125": null,
        "=0.125*2": null,
        "=2*(1.50+3)": null,
        "00.125": null,
        "000.000": null,
        "01.200": null,
        "1.2000": null,
        ".125": null,
        "1..200": null,
        "1.200.5": null,
        "12.34.567": null,
        "1.234.567,8": "1234567.8",
        "0,125": "0.125",
        "+0,5%": "+0.5%",
        "=1.200,5*2": "=1200.5*2",
        "1200": "1200",
        "1 200": "1200",
        "0 125": null,
    });
    expect(() => parseEntry("0.125")).toThrow(
        "“0.125” is not a number here. Write 0,125 or 125."
    );
    expect(() => parseEntry("+0.500%")).toThrow(
        "“+0.500%” is not a number here. Write 0,500 or 500."
    );
    speak("fr_FR");
    means({ 0.125: null, "0 125": null, "0\u202f125": null, "1\u202f234,5": "1234.5", "+0.500%": null });
    expect(() => parseEntry("1.200")).toThrow("“1.200” is not a number here. Write 1,200 or 1200.");
    speak("en_US");
    means({ "0,125": null, "+0,500%": null, "0,125.5": null, "1,200": "1200", "0.125": "0.125" });
    expect(() => parseEntry("0,125")).toThrow("“0,125” is not a number here. Write 0.125 or 125.");
    speak("de_CH");
    means({ "0'125": null, "0’125.5": null, "1’200.5": "1200.5", "1'20": null });
    speak("en_IN");
    means({ "0,125": null, "1,25,000": "125000", "125,000": null, "01,25,000": null });
});

test("where a language groups nothing, only blanks and apostrophes do", () => {
    patchWithCleanup(localization, { decimalPoint: ",", thousandsSep: ".", grouping: [] });
    means({ "1.200": null, "1200,5": "1200.5", "1 200": "1200", "1'200": "1200" });
    patchWithCleanup(localization, { decimalPoint: ".", thousandsSep: ",", grouping: [3, -1] });
    means({ "1234,567": "1234567", "1,234,567": null });
});

test("what is formatted can be read in every language", () => {
    for (const locale of Object.keys(LOCALES)) {
        speak(locale);
        for (const number of [0, 0.12, 1, 999, 1000, 1234.5, 99999.99, 1234567.89, 123456789]) {
            for (const value of [number, -number]) {
                const text = formatFloat(value, { digits: [false, 2] });
                expect(Number(parseEntry(text))).toBe(value, { message: `${locale} ${text}` });
                expect(readNumber(text)).toBe(value, { message: `${locale} ${text}` });
            }
        }
    }
});

test("a number alone", () => {
    speak("fr_FR");
    expect(readNumber("")).toBe(null);
    expect(readNumber(" 1\u202f200,5 € ", { symbol: "€" })).toBe(1200.5);
    expect(readNumber("-0,1m")).toBe(-100000);
    expect(readNumber("1,005k")).toBe(1005);
    for (const text of ["0.125", "+10%", "*2", "=1+1", "5 €", "1e5", "Infinity"]) {
        expect(() => readNumber(text)).toThrow(EntryError, { message: text });
    }
});

test("relative entries, thousands and sums are passed on as they are", () => {
    speak("en_US");
    means({
        "+10%": "+10%",
        "-5 %": "-5%",
        "10%": "10%",
        "*1.2": "*1.2",
        "× 1.2": "*1.2",
        "/4": "/4",
        "12k": "12k",
        "12 K": "12k",
        "-2k": "-2k",
        "1.5m": "1.5m",
        "=1,200+300": "=1200+300",
        "=(2+3)*10%": "=(2+3)*10%",
        "=12k/4": "=12k/4",
        "=": null,
        "=2+abc": null,
        "=1,2+3": null,
        "=5 5": null,
    });
});

test("the currency's symbol may stand on either side", () => {
    speak("en_US");
    means({ "$1,200": "1200", "-$5": "-5", "$-5": "-5", "($5)": "-5", $: null }, { symbol: "$" });
    speak("fr_FR");
    means({ "1 200 €": "1200", "12k€": "12k", "€ 5": "5", $5: null }, { symbol: "€" });
    speak("de_CH");
    means({ "CHF 1'200": "1200", "-40 CHF": "-40" }, { symbol: "CHF" });
});

test("ledgers write the minus behind: only pasted text is read so", () => {
    speak("en_US");
    means({ "1,200-": "-1200", "(1,200)": "-1200" }, { isPasted: true });
    means({ "1,200-": null });
});

test("copied blocks of Excel, LibreOffice and Google are read alike", () => {
    expect(parseTable("1\t2\r\n3\t4\r\n")).toEqual([
        ["1", "2"],
        ["3", "4"],
    ]);
    expect(parseTable("1\t2\n3\t4")).toEqual([
        ["1", "2"],
        ["3", "4"],
    ]);
    expect(parseTable('"1\n2"\t"a ""b"""\n')).toEqual([["1\n2", 'a "b"']]);
    expect(parseTable('5" pipe\t2')).toEqual([['5" pipe', "2"]]);
    expect(parseTable("1\n\n3\n")).toEqual([["1"], [""], ["3"]]);
    expect(parseTable("1\t\n3\t4\t5")).toEqual([
        ["1", "", ""],
        ["3", "4", "5"],
    ]);
    expect(parseTable("\t")).toEqual([["", ""]]);
    expect(parseTable("")).toEqual([]);
});

test("what is copied can be read again", () => {
    speak("fr_FR");
    const figures = new Figures({ measure: "revenue", currency_id: 1, digits: 2 });
    const text = formatTable([
        [figures.typed(1234567.5), figures.typed(null)],
        ["-3", "0"],
    ]);
    expect(text).toBe("1234567,5\t\r\n-3\t0");
    expect(parseTable(text)[0]).toEqual(["1234567,5", ""]);
    expect(parseEntry("1234567,5")).toBe("1234567.5");
    expect(figures.entry(1234567.5)).toBe("1234567.5");
});

test("what recurs a month is named with its currency", () => {
    const figures = new Figures({ measure: "recurring", currency_id: 1, digits: 2 });
    expect(figures.unit).toBe(`Monthly recurring revenue in ${figures.symbol}`);
});

test("null is no text, zero is", () => {
    speak("en_US");
    const figures = new Figures({ measure: "count", currency_id: false, digits: 0 });
    expect(figures.format(null)).toBe("");
    expect(figures.format(0)).toBe("0");
    expect(figures.format(1234.4)).toBe("1,234");
    expect(figures.formatRatio(null)).toBe("");
    expect(figures.formatRatio(0.125)).toBe("12.5%");
    expect(figures.formatChange(0.125)).toBe("+12.5%");
});
