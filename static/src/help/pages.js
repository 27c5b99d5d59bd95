/** The page of the help about a screen, by the path of its action. */
const BY_PATH = {
    cockpit: "cockpit",
    "my-targets": "targets",
    "sales-planning": "cockpit",
    "start-planning": "start",
    "planning-table": "table",
    forecast: "forecast",
    "forecast-submissions": "forecast",
    "forecast-categories": "forecast",
    "pipeline-dashboard": "reporting",
    "plan-bridge": "reporting",
    "ledger-reconciliation": "ledger",
    "kept-figures": "reporting",
    "forecast-opportunities": "deals",
    "deal-competitors": "deals",
    "customer-plans": "customers",
    "recurring-customers": "customers",
    "sales-plan-settings": "plan",
    receivables: "money",
    "expected-payments": "money",
    "days-to-pay": "money",
    "promises-to-pay": "money",
    "disputed-invoices": "money",
    "collection-steps": "money",
    "where-effort-pays": "market",
    "customer-potentials": "market",
    "market-segments": "market",
    segments: "market",
    alerts: "alerts",
    "alert-rules": "alerts",
    "sales-failures": "trouble",
};

/** The same by the records that a screen is about, where its path says nothing. */
const BY_MODEL = {
    "crm.lead": "deals",
    "crm.lead.history": "reporting",
    "sales.actual": "reporting",
    "sales.customer.plan": "customers",
    "sales.customer.plan.line": "customers",
    "sales.customer.recurring": "customers",
    "sales.open.task": "reporting",
    "sales.receivable": "money",
    "sales.days.to.pay": "money",
    "sales.customer.effort": "market",
    "sales.customer.potential": "market",
    "sales.market.report": "market",
    "sales.market.segment": "market",
    "sales.plan": "plan",
    "sales.plan.allocation": "targets",
    "sales.plan.profile": "table",
    "sales.plan.replenishment": "reporting",
    "sales.plan.report": "reporting",
    "crm.team": "cascade",
};

/** And by how the name of the records begins, the longest first. */
const BY_KIND = [
    ["sales.collection.", "money"],
    ["sales.alert", "alerts"],
    ["sales.plan.", "cascade"],
    ["sales.forecast.", "reporting"],
    ["sales.landing.", "reporting"],
    ["sales.pipeline.", "reporting"],
    ["sales.source.", "sources"],
];

/**
 * @param {{path?: string, res_model?: string}} [action] what is on the screen
 * @returns {string} code of the page about it, the first one where none is
 */
export function pageOf({ path, res_model = "" } = {}) {
    const kind = BY_KIND.find(([beginning]) => res_model.startsWith(beginning));
    return BY_PATH[path] || BY_MODEL[res_model] || (kind && kind[1]) || "start";
}
