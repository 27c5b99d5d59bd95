import { user } from "@web/core/user";

const { DateTime } = luxon;

/**
 * @returns {luxon.DateTime} the day that it is where the current company works, as midnight of the
 *  browser's zone, like all days here
 */
export function companyToday() {
    const { year, month, day } = DateTime.now().setZone(user.activeCompany?.zone || "default");
    return DateTime.local(year, month, day);
}
