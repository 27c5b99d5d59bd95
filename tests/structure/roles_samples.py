"""What a table of roles is tried on: records of each kind, and values and arguments of calls."""

from functools import cached_property

from odoo.fields import Command
from odoo.tools import SQL

from .roles_kinds import Kinds

#: Lines of dialogs, with the field that leads to the dialog.
LINES = {
    "sales.plan.confirm.finding": "confirm_id",
    "sales.plan.confirm.growth": "confirm_id",
    "sales.plan.explain.line": "explain_id",
    "sales.plan.import.line": "import_id",
    "sales.plan.import.total": "import_id",
    "sales.plan.load.cleaning": "load_id",
    "sales.plan.load.level": "load_id",
    "sales.plan.load.override": "load_id",
    "sales.plan.load.period": "load_id",
    "sales.plan.load.row": "load_id",
    "sales.plan.load.successor": "load_id",
    "sales.plan.load.total": "load_id",
    "sales.plan.publish.line": "wizard_id",
    "sales.plan.suggest.line": "suggest_id",
}
#: Dialogs that are about a draft, and those about a plan that is split level by level.
_OF_DRAFTS = (
    "sales.plan.confirm",
    "sales.plan.generate",
    "sales.plan.import",
    "sales.plan.load",
    "sales.plan.suggest",
)
#: What new records are about.
_ABOUT_PLANS = (
    "sales.plan.level",
    "sales.plan.period",
    "sales.plan.rate",
    "sales.plan.closing",
    "sales.plan.confirm",
    "sales.plan.load",
    "sales.plan.import",
    "sales.plan.generate",
)
_ABOUT_ROWS = (
    "sales.plan.allocation",
    "sales.plan.target",
    "sales.plan.publish",
    "sales.plan.withdraw",
    "sales.plan.suggest",
    "sales.plan.propose",
    "sales.plan.hand.over",
)
_ABOUT = {
    "sales.plan.keep": "sales.plan.answer",
    "sales.forecast.compare": "sales.forecast.submission",
    "sales.customer.plan.renew": "sales.customer.plan",
}
_KINDS_OF_NEW = {
    "sales.plan": ("draft", "abroad"),
    "sales.plan.profile": ("company", "shared", "abroad"),
    "sales.plan.profile.load": ("shared",),
    "sales.forecast.category": ("shared",),
    "crm.competitor": ("shared",),
    "sales.plan.explain": ("shared",),
    "sales.alert.trial": ("company", "abroad"),
}


class Samples:
    """Records of a small company by kind, and what is sent to create more of them."""

    def __init__(self, company):
        self.company = company
        self.kinds = Kinds(company)
        companies = (company.company | company.abroad).ids
        self.env = company.env(
            su=True, context={"allowed_company_ids": companies, "active_test": False}
        )
        self._found = {}

    @cached_property
    def rows(self):
        """Rows of plans in force that are split level by level, and of drafts, by kind."""
        total, north, own, acme, others, __, south, *__ = self.company.cascade_rows
        return {
            "own": own,
            "colleague": others,
            "leader": north,
            "elsewhere": south,
            "company": total,
            "prepared": acme,
            "draft": self.company.draft_rows[1],
            "abroad": self.company.foreign_cascade.root_id,
        }

    @cached_property
    def leaves(self):
        """The same, but rows whose owners answer in place of those of teams."""
        stranger, expat = self.company.cascade_rows[7], self.company.foreign_cascade
        return self.rows | {"elsewhere": stranger, "abroad": expat.root_id.child_ids}

    @property
    def plans(self):
        """Plans by kind."""
        company = self.company
        return {
            "own": company.in_force,
            "elsewhere": company.southern,
            "draft": company.draft,
            "abroad": company.foreign,
        }

    def of(self, model):
        """Return ``{kind: some records}`` of a model that keeps its records."""
        if model not in self._found:
            self.env.flush_all()
            self._found[model] = self.kinds.by_kind(self.env[model].search([]))
        return self._found[model]

    def forget(self):
        """Look anew for what there is."""
        self._found.clear()

    # Dialogs ------------------------------------------------------------------

    def open_dialog(self, model, user):
        """Return a dialog, or a line of one, that is somebody's own, whatever they may see."""
        vals = self.values(model, "draft" if model in _OF_DRAFTS else "own", user)
        is_answer = model == "sales.plan.propose"  # only the owner of a target opens it
        opener = self.company.salesperson if is_answer else self.company.manager
        dialog = self.env(user=opener.id, su=True, context={})[model].create(vals)
        dialog.env.flush_all()  # what is worked out of it is of the opener's companies
        table = SQL.identifier(dialog._table)
        self.env.cr.execute(
            SQL("UPDATE %s SET create_uid = %s WHERE id = %s", table, user.id, dialog.id)
        )
        self.env.invalidate_all()
        return dialog.with_env(self.env)

    def _parent(self, model, user):
        """Return the dialog that a new line belongs to."""
        field = LINES[model]
        return {field: self.open_dialog(self.env[model]._fields[field].comodel_name, user).id}

    # Values -------------------------------------------------------------------

    def subjects(self, model):
        """Return the kinds of what a new record of a model may be about."""
        if model in LINES:
            return ("mine", "others")
        if model in _ABOUT_PLANS:
            return tuple(self.plans)
        if model in _ABOUT_ROWS:
            return tuple(self.rows)
        if model in _KINDS_OF_NEW:
            return _KINDS_OF_NEW[model]
        return tuple(self.of(_ABOUT.get(model, model)))

    def values(self, model, kind, user):
        """Return what a client sends to make a record of a kind."""
        ask = getattr(self, f"_values_of_{model.replace('.', '_')}", None)
        if ask:
            return ask(kind, user)
        return self._copied_values(model, kind)

    def _copied_values(self, model, kind):
        """Return the values of a record that there is, for models that nobody makes by hand."""
        record = self.of(model)[kind][:1]
        if not record._auto:
            return {}
        return record.copy_data()[0]

    def _values_of_sales_plan(self, kind, user):
        company = self.company.abroad if kind == "abroad" else self.company.company
        days = {"date_from": "2029-01-01", "date_to": "2029-12-31"}
        return {"name": "New", "company_id": company.id, **days}

    def _values_of_sales_plan_level(self, kind, user):
        return {"plan_id": self.plans[kind].id, "dimension": "industry", "sequence": 99}

    def _values_of_sales_plan_rate(self, kind, user):
        return {"plan_id": self.plans[kind].id, "currency_id": self.company.euro.id, "rate": 2}

    def _values_of_sales_plan_period(self, kind, user):
        plan = self.plans[kind]
        last = plan.period_ids[-1]
        day = last.date_to
        if plan.state == "draft":
            last.unlink()  # the new one takes its place
        return {"plan_id": plan.id, "date_from": str(day.replace(day=1)), "date_to": str(day)}

    def _values_of_sales_plan_allocation(self, kind, user):
        row = self.rows[kind]
        if kind == "prepared":  # of a customer, the last level
            return {"parent_id": row.id, "partner_id": self.company.coil.id}
        value = {
            "team": ("team_id", self.company.harbour.id),
            "salesperson": ("user_id", self.company.docker.id),
            "customer": ("partner_id", self.company.coil.id),
        }
        levels = row.plan_id.level_ids.mapped("dimension")
        dimension = levels[levels.index(row.level_id.dimension) + 1] if row.level_id else levels[0]
        return {"parent_id": row.id, **dict([value[dimension]])}

    def _values_of_sales_plan_target(self, kind, user):
        row = self.rows[kind]
        return {"allocation_id": row.id, "period_id": row.plan_id.period_ids[7].id, "amount": 5}

    def _values_of_sales_plan_load(self, kind, user):
        # the company has sold something in the running year only
        return {"plan_id": self.plans[kind].id, "filling": "none"}

    def _values_of_sales_plan_import(self, kind, user):
        return {"plan_id": self.plans[kind].id}

    _values_of_sales_plan_generate = _values_of_sales_plan_import
    _values_of_sales_plan_confirm = _values_of_sales_plan_import
    _values_of_sales_plan_closing = _values_of_sales_plan_import

    def _values_of_sales_plan_confirm_finding(self, kind, user):
        finding = {"kind": "held", "text": "1 target is held.", "row_ids": []}
        return {**self._parent("sales.plan.confirm.finding", user), **finding}

    def _values_of_sales_plan_confirm_growth(self, kind, user):
        return {**self._parent("sales.plan.confirm.growth", user), "name": "Level"}

    def _values_of_sales_plan_load_level(self, kind, user):
        level = self.company.draft.level_ids[0]
        return {**self._parent("sales.plan.load.level", user), "level_id": level.id}

    def _values_of_sales_plan_load_period(self, kind, user):
        period = self.company.draft.period_ids[0]
        return {**self._parent("sales.plan.load.period", user), "period_id": period.id}

    def _values_of_sales_plan_load_override(self, kind, user):
        customer = {"dimension": "customer", "value_id": self.company.acme.id, "percent": 5}
        return {**self._parent("sales.plan.load.override", user), **customer}

    def _values_of_sales_plan_load_successor(self, kind, user):
        products = {"product_id": self.company.nail.id, "successor_id": self.company.screw.id}
        return {**self._parent("sales.plan.load.successor", user), **products}

    def _values_of_sales_plan_load_cleaning(self, kind, user):
        return {**self._parent("sales.plan.load.cleaning", user), "kind": "lost", "name": "Acme"}

    def _values_of_sales_plan_load_row(self, kind, user):
        return {**self._parent("sales.plan.load.row", user), "kind": "row", "name": "Row"}

    def _values_of_sales_plan_load_total(self, kind, user):
        return {**self._parent("sales.plan.load.total", user), "name": "Level"}

    def _values_of_sales_plan_import_line(self, kind, user):
        return {**self._parent("sales.plan.import.line", user), "name": "Row"}

    def _values_of_sales_plan_import_total(self, kind, user):
        return {**self._parent("sales.plan.import.total", user), "name": "Level"}

    def _values_of_sales_plan_explain(self, kind, user):
        return {}

    _values_of_sales_plan_profile_load = _values_of_sales_plan_explain

    def _values_of_sales_plan_explain_line(self, kind, user):
        row = self.rows["own"]
        about = {"plan_id": row.plan_id.id, "allocation_id": row.id}
        return {**self._parent("sales.plan.explain.line", user), **about}

    def _values_of_sales_plan_publish(self, kind, user):
        row = self.rows[kind]
        return {"plan_id": row.plan_id.id, "named_rows": row.ids}

    def _values_of_sales_plan_publish_line(self, kind, user):
        row = self.rows["own"]
        return {**self._parent("sales.plan.publish.line", user), "allocation_id": row.id}

    def _values_of_sales_plan_withdraw(self, kind, user):
        row = self.rows[kind]
        rows = [Command.set(row.ids)]
        return {"plan_id": row.plan_id.id, "allocation_ids": rows, "reason": "Split anew"}

    def _values_of_sales_plan_suggest(self, kind, user):
        row = self.rows[kind]
        return {"plan_id": row.plan_id.id, "allocation_id": row.id, "method": "equal"}

    def _values_of_sales_plan_suggest_line(self, kind, user):
        row = self.company.draft_rows[2]
        return {**self._parent("sales.plan.suggest.line", user), "allocation_id": row.id}

    def _values_of_sales_plan_propose(self, kind, user):
        return {
            "allocation_id": self.leaves[kind].id,
            "amount_proposed": 123,
            "comment": "Two customers left.",
        }

    def _values_of_sales_plan_keep(self, kind, user):
        return {"answer_id": self.of("sales.plan.answer")[kind][:1].id, "reply": "It stays."}

    def _values_of_sales_plan_hand_over(self, kind, user):
        receiver = self.company.expat if kind == "abroad" else self.company.docker
        rows = [Command.set(self.leaves[kind].ids)]
        return {"allocation_ids": rows, "to_user_id": receiver.id, "date": "2026-04-01"}

    def _values_of_sales_plan_profile(self, kind, user):
        companies = {"company": self.company.company.id, "abroad": self.company.abroad.id}
        return {"name": "New", "company_id": companies.get(kind, False)}

    def _values_of_sales_plan_profile_line(self, kind, user):
        self.of("sales.plan.profile.line")[kind][-1:].unlink()
        line = self.of("sales.plan.profile.line")[kind][:1]
        return {"profile_id": line.profile_id.id, "month": "12", "weight": 2}

    def _values_of_sales_alert_trial(self, kind, user):
        is_abroad = kind == "abroad"
        rule = self.of("sales.alert.rule")["abroad" if is_abroad else "company"][-1:]
        company = self.company.abroad if is_abroad else self.company.company
        days = {"date_from": "2026-03-01", "date_to": "2026-03-10"}
        return {"rule_id": rule.id, "company_id": company.id, **days}

    def _values_of_sales_customer_potential(self, kind, user):
        known = self.of("sales.customer.potential")[kind][:1]
        of_whom = {"partner_id": known.partner_id.id, "company_id": known.company_id.id}
        return {**of_whom, "year": 2020, "amount": 5}

    def _values_of_sales_market_segment(self, kind, user):
        known = self.of("sales.market.segment")[kind][:1]
        return {**known.copy_data()[0], "year": 2020}

    def _values_of_sales_forecast_category(self, kind, user):
        return {"name": "New", "role": "commit", "has_range": False}

    def _values_of_sales_source_account(self, kind, user):
        named = self.of("sales.source.account")[kind][:1]
        account = named.account_id.copy({"name": "Another"})
        return {**named.copy_data()[0], "account_id": account.id}

    def _values_of_crm_competitor(self, kind, user):
        return {"name": "New"}

    def _values_of_crm_lead_line(self, kind, user):
        lead = self.of("crm.lead.line")[kind][:1].lead_id
        return {"lead_id": lead.id, "product_id": self.company.nail.id}

    def _values_of_sales_forecast_compare(self, kind, user):
        return {"submission_id": self.of("sales.forecast.submission")[kind][:1].id}

    def _values_of_sales_customer_plan_renew(self, kind, user):
        plans = self.of("sales.customer.plan")[kind]
        return {"plan_ids": [Command.set(plans[:1].ids)], "begin_with": "amount"}

    def _values_of_sales_forecast_report(self, kind, user):
        owner = self.of("sales.forecast.report")[kind][:1].user_id
        return {"name": "New", "user_id": owner.id}
