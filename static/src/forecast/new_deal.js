/**
 * What opens a new deal that counts in a forecast: of its owner, and to be closed by its end, where
 * that is still to come.
 *
 * @param {Object} forecast as `worksheet_open` returns it
 */
export function newDealAction({ period, user, team }) {
    return {
        type: "ir.actions.act_window",
        res_model: "crm.lead",
        views: [[false, "form"]],
        context: {
            default_type: "opportunity",
            default_user_id: user ? user[0] : false,
            ...(team ? { default_team_id: team[0] } : {}),
            ...(period.is_over ? {} : { default_date_deadline: period.date_to }),
        },
    };
}
