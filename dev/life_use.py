"""What people leave in a database in which they use the add-on: run in Odoo's shell."""

import datetime

from odoo.fields import Command

from .life_catalogue import STAYS

FAVOURITE = {"model_id": "sales.plan", "name": "Mine", "domain": "[]", "context": "{}"}


def use(env):
    """Use what leaves traces beside the add-on's own tables, and commit."""
    _load_sample(env)
    plan = _plan(env)
    _keep_for_people(env, plan)
    _set_up(env)
    _follow_up(env)
    _run_scheduled_actions(env)
    env.cr.commit()


def _load_sample(env):
    """Load the sample data, and leave them there."""
    env["account.chart.template"].try_loading("generic_coa", env.company, install_demo=False)
    progress = env["sales.plan.sample"].sample_begin()
    while not progress["plan_id"]:
        progress = env["sales.plan.sample"].sample_continue()


def _plan(env):
    """Plan a year from history, confirm and revise; return the plan."""
    year = datetime.date.today().year + 1
    plan = env["sales.plan"].create(
        {
            "name": "Traces",
            "date_from": f"{year}-01-01",
            "date_to": f"{year}-12-31",
            "period_type": "quarter",
            "basis": "ordered",
            "level_ids": [Command.create({"dimension": "customer"})],
        }
    )
    load = env["sales.plan.load"].create({"plan_id": plan.id})
    load.action_preview()
    load.action_load()
    plan.action_confirm()
    plan.action_revise()
    plan.message_post(body="Told about plans", attachments=[("plan.txt", b"traces")])
    plan.activity_schedule("mail.mail_activity_data_todo", summary="Look at the plan")
    env["ir.attachment"].create(
        {"name": "beside.txt", "raw": b"x", "res_model": plan._name, "res_id": plan.id}
    )
    env["ir.actions.report"]._render_qweb_html("sales_plan.report_sales_plan", plan.ids)
    return plan


def _keep_for_people(env, plan):
    """Keep favourites, defaults, lists of exported fields, columns and rules of one's own."""
    lead = env["crm.lead"].search([], limit=1)
    model = env["ir.model"]._get("sales.plan")
    action = env.ref("sales_plan.sales_plan_action")
    env["ir.filters"].create({**FAVOURITE, "action_id": action.id, "user_ids": []})
    env["ir.filters"].create({**FAVOURITE, "user_ids": []})
    by_category = {"context": "{'group_by': ['forecast_category_id']}", "user_ids": []}
    env["ir.filters"].create({**FAVOURITE, "model_id": "crm.lead", **by_category})
    env["ir.filters"].create({**FAVOURITE, "model_id": "crm.lead", "name": f"{STAYS} favourite"})
    env["ir.default"].set("sales.plan", "basis", "ordered")
    env["ir.default"].set("res.partner", "sales_head_count", 3)
    for name, resource, field in (
        ("Plans", "sales.plan", "name"),
        (f"{STAYS} list", "crm.lead", "forecast_category_id/name"),
    ):
        line = Command.create({"name": field})
        env["ir.exports"].create({"name": name, "resource": resource, "export_fields": [line]})
    env["ir.actions.server"].create(
        {"name": "Confirm", "model_id": model.id, "state": "code", "code": "records"}
    )
    opening = env["ir.actions.act_window"].create({"name": "Mine", "res_model": "sales.plan"})
    env["ir.ui.menu"].create({"name": "Mine", "action": f"{opening._name},{opening.id}"})
    env["ir.rule"].create({"name": "Own", "model_id": model.id, "domain_force": "[(1, '=', 1)]"})
    env["mail.template"].create({"name": "Plan", "model_id": model.id, "subject": "Plan"})
    for name, field in (("plain", "user_id"), ("of the add-on", "forecast_category_id")):
        env["ir.ui.view"].create(
            {
                "name": f"{STAYS} {name}",
                "model": "crm.lead",
                "inherit_id": env.ref("crm.crm_lead_view_form").id,
                "arch": f"<field name='user_id' position='after'><field name='{field}'/></field>",
            }
        )
    env["res.partner"].search([], limit=1).sales_partner_id = lead.partner_id
    lead.forecast_is_added = True
    plan.message_subscribe(env["res.partner"].search([], limit=3).ids)


def _set_up(env):
    """Change the settings, and let the figures stand in the digest."""
    env.company.write({"closing_days": 5, "plan_basis": "ordered", "sends_weekly_mail": True})
    digest = env["digest.digest"].search([], limit=1)
    digest.write({name: True for name in digest._fields if name.startswith("kpi_sales_plan")})


def _follow_up(env):
    """Ask for money, and let somebody promise it."""
    order = env["sale.order"].search([("state", "=", "sale")], limit=1)
    invoice = env["account.move"].create(
        {
            "move_type": "out_invoice",
            "partner_id": order.partner_id.id,
            "invoice_date": "2024-01-10",
            "invoice_date_due": "2024-02-10",
            "invoice_line_ids": [Command.create({"name": "Advice", "price_unit": 100})],
        }
    )
    invoice.action_post()
    invoice.activity_schedule("sales_plan.mail_activity_type_collect", summary="Call")


def _run_scheduled_actions(env):
    """Let each scheduled action of the add-on run once."""
    names = env["ir.model.data"].search(
        [("module", "=", "sales_plan"), ("model", "=", "ir.cron")], order="id"
    )
    for cron in env["ir.cron"].browse(names.mapped("res_id")):
        cron.method_direct_trigger()
