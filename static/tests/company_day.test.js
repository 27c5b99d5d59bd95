import { describe, expect, test } from "@odoo/hoot";
import { mockDate } from "@odoo/hoot-mock";
import { makeMockEnv, serverState } from "@web/../tests/web_test_helpers";
import { companyToday } from "@sales_plan/company_day";
import { FLOW_PERIODS, flowOf } from "@sales_plan/pipeline_flow/periods";

describe.current.tags("headless");

/** Let the current company work in a time zone. */
function workIn(zone) {
    serverState.companies = [{ ...serverState.companies[0], zone }];
}

for (const [moment, offset, zone, day, since] of [
    ["2027-07-01 02:00:00", 0, "America/Costa_Rica", "2027-06-30", "2027-05-31"],
    ["2027-06-30 12:30:00", 0, "Pacific/Auckland", "2027-07-01", "2027-06-30"],
    ["2027-07-01 02:00:00", 14, "America/Costa_Rica", "2027-06-30", "2027-05-31"],
    ["2027-06-30 12:30:00", -12, "Pacific/Auckland", "2027-07-01", "2027-06-30"],
]) {
    test(`it is ${day} in ${zone} for who is ${offset} hours from UTC`, async () => {
        workIn(zone);
        await makeMockEnv();
        mockDate(moment, offset);
        expect(companyToday().toISODate()).toBe(day);
        expect(companyToday().hour).toBe(0);
        const month = FLOW_PERIODS.find((period) => period.id === "month");
        expect(flowOf(month)).toEqual({ flow_from: since, flow_to: day });
    });
}
