"""How each public method is called on something of each kind, as a client calls it."""

import base64
import itertools

from .roles_samples import LINES

#: Models whose methods are about the reader's companies, and not about records.
WITHOUT_RECORDS = ("sales.help", "sales.plan.sample", "sales.plan.start")


class Calls:
    """Arguments of the public methods of the add-on, for all kinds of what they are about."""

    def __init__(self, samples):
        self.samples = samples
        self.company = samples.company
        self.env = samples.env
        self.tokens = itertools.count()

    def kinds(self, model, method):
        """Return the kinds of what a method may be tried on."""
        subjects = self._subjects(model, method)
        if subjects is not None:
            return tuple(subjects)
        if self.env[model]._transient:
            return ("mine", "others") if model in LINES else self.samples.subjects(model)
        return tuple(self.samples.of(model))

    def _subjects(self, model, method):
        """Return ``{kind: records}`` where a method needs records in a state of their own, or
        names them in its arguments; else nothing."""
        if method in ("get_beginning", "action_rebuild_past") or model in WITHOUT_RECORDS:
            return {"shared": self.env[model]}
        if method in ("action_open_deal", "action_open_document", "action_open_documents"):
            return None
        if method in self._by_method:
            return self._by_method[method]
        ask = getattr(self, f"_subjects_of_{model.replace('.', '_')}", None)
        return ask(method) if ask else self._by_model.get(model)

    @property
    def _by_method(self):
        """Methods of plans that are in one state only."""
        company = self.company
        drafts = self._drafts()
        cascades = {"own": company.cascade, "abroad": company.foreign_cascade}
        return {
            "action_confirm": drafts,
            "action_open_confirm": drafts,
            "action_open_generate": drafts,
            "action_open_load": drafts,
            "action_reopen": {"own": company.over, "abroad": company.foreign_over},
            "action_open_publications": cascades,
            "action_open_publish": cascades,
            "action_open_round": cascades,
            "action_compare_revisions": {"own": company.revised},
            "action_open_revisions": {"own": company.revised},
        }

    @property
    def _by_model(self):
        company, sellers = self.company, self._sellers()
        drafts = self._drafts()
        return {
            "sales.plan": self.samples.plans,
            "sales.plan.confirm": drafts,
            "sales.plan.closing": {"own": company.cascade, "abroad": company.foreign_cascade},
            "sales.plan.load": drafts,
            "sales.plan.generate": {"draft": company.empty, "abroad": company.foreign_empty},
            "sales.plan.import": drafts,
            "sales.plan.suggest": self.samples.rows,
            "crm.lead": self._deals(),
            "res.partner": {"own": company.acme, "colleague": company.bolt},
            "account.move": company.documents,
            "sale.order": company.orders,
            "sales.plan.report": sellers,
            "sales.forecast.flow": sellers,
            "sales.pipeline.dashboard": sellers,
            "sales.plan.bridge": self.samples.rows,
            "sales.reconciliation": self.samples.plans,
            "sales.cockpit": self.samples.rows,
            "sales.deal.move": self._deals(),
            "sales.plan.visit": self.samples.plans,
        }

    def _drafts(self):
        return {"draft": self.company.draft, "abroad": self.company.foreign_draft}

    def _subjects_of_sales_plan_table(self, method):
        if method in ("table_open", "table_search", "table_refresh"):
            return self.samples.plans
        if method in ("table_answer_note", "table_resolve_note"):
            return self.samples.of("sales.plan.note")
        if method in ("table_attach_file", "table_delete_file"):
            return self.samples.of("sales.plan.item")
        return self._drafts() if method in ("table_undo", "table_redo") else self.samples.rows

    def _subjects_of_sales_plan_allocation(self, method):
        is_answering = method in ("action_accept", "action_propose")
        return self.samples.leaves if is_answering else self.samples.rows

    def _subjects_of_sales_forecast(self, method):
        is_comparing = method == "worksheet_compare"
        return self.samples.of("sales.forecast.submission" if is_comparing else "sales.forecast")

    def _deals(self):
        lines = self.samples.of("crm.lead.line")
        return {kind: found.lead_id for kind, found in lines.items()}

    def _sellers(self):
        company = self.company
        return {
            "own": company.salesperson,
            "colleague": company.colleague,
            "elsewhere": company.stranger,
            "abroad": company.expat,
        }

    def arguments(self, model, method, kind):
        """Return ``(ids or None, arguments)`` of a call about a kind."""
        subjects = self._subjects(model, method)
        about = (subjects or self.samples.of(model))[kind][:1]
        ask = getattr(self, f"_{method}", None)
        arguments = ask(about) if ask else {}
        is_of_model = getattr(getattr(self.env.registry[model], method), "_api_model", False)
        return (None if is_of_model else about.ids), arguments

    # Dialogs ------------------------------------------------------------------

    def dialog_values(self, model, method, kind):
        """Return what a dialog is made with before its button is pressed."""
        subjects = self._subjects(model, method)
        about_plans = ("confirm", "load", "generate", "import")
        if model not in [f"sales.plan.{name}" for name in about_plans]:
            return self.samples.values(model, kind, None)
        values = {**self.samples.values(model, kind, None), "plan_id": subjects[kind].id}
        if model == "sales.plan.import":
            content = self.env["sales.plan.grid.xlsx"]._build(subjects[kind])
            values |= {"file": base64.b64encode(content).decode(), "file_name": "plan.xlsx"}
        return values

    # The planning table -------------------------------------------------------

    def _step(self, plan):
        return {"version": plan.edit_version, "token": f"roles {next(self.tokens)}"}

    def _table_open(self, plan):
        return {"plan_id": plan.id, "columns": ["actual"]}

    def _table_search(self, plan):
        empty = {"text": "", "level_id": False, "columns": [], "limit": 5, "status": None}
        return {"plan_id": plan.id, **empty, "order": "plan", "is_flat": True}

    def _table_refresh(self, plan):
        return {"plan_id": plan.id, "version": 0, "watch": [], "columns": []}

    def _table_children(self, row):
        return {
            "plan_id": row.plan_id.id,
            "parent_id": row.id,
            "columns": [],
            "order": "plan",
            "limit": None,
        }

    def _table_rows(self, row):
        return {"plan_id": row.plan_id.id, "rows": row.ids, "columns": []}

    def _table_sum(self, row):
        return {
            "plan_id": row.plan_id.id,
            "rows": row.ids,
            "periods": row.plan_id.period_ids[3].ids,
        }

    def _table_addable(self, row):
        return {"plan_id": row.plan_id.id, "parent_id": row.id}

    def _table_candidates(self, row):
        return {"plan_id": row.plan_id.id, "parent_id": row.id, "text": "a"}

    def _table_why(self, row):
        return {"plan_id": row.plan_id.id, "row_id": row.id, "period_id": self._period(row).id}

    def _table_history(self, row):
        return {"plan_id": row.plan_id.id, "rows": row.ids}

    def _table_add_up(self, row):
        return {"plan_id": row.plan_id.id, "amounts": ["5"]}

    def _table_items(self, row):
        return {"plan_id": row.plan_id.id, "row_id": row.id, "period_id": self._period(row).id}

    def _table_attach_file(self, item):
        named = {"name": "offer.txt", "content": "QQ=="}
        return {"plan_id": item.plan_id.id, "item_id": item.id, **named}

    def _table_delete_file(self, item):
        return {"plan_id": item.plan_id.id, "item_id": item.id, "file_id": item._get_files()[:1].id}

    def _table_answer_note(self, note):
        return {**self._cell(note), "answer": "Agreed"}

    def _table_resolve_note(self, note):
        return {**self._cell(note), "is_resolved": not note.is_resolved}

    @staticmethod
    def _cell(about):
        row, period = about.allocation_id, about.period_id
        return {"plan_id": row.plan_id.id, "row_id": row.id, "period_id": period.id or None}

    def _table_suggest(self, row):
        return {"plan_id": row.plan_id.id, "row_id": row.id}

    def _table_publish(self, row):
        return {"plan_id": row.plan_id.id, "rows": row.ids, "below": False}

    def _table_withdraw(self, row):
        return {"plan_id": row.plan_id.id, "rows": row.ids}

    def _table_edit(self, row):
        edit = {"kind": "type", "spread": False, "cells": [[row.id, self._period(row).id, "7"]]}
        plan = row.plan_id
        return {"plan_id": plan.id, "edit": edit, **self._step(plan), "watch": [], "columns": []}

    def _table_undo(self, plan):
        return {"plan_id": plan.id, **self._step(plan), "watch": [], "columns": []}

    _table_redo = _table_undo

    def _table_choose(self, row):
        return {"plan_id": row.plan_id.id, "above": "ask"}

    def _table_look(self, row):
        return {"plan_id": row.plan_id.id, "look": {"columns": ["history"], "scale": "thousands"}}

    @staticmethod
    def _period(row):
        return row.plan_id.period_ids[4]

    # Figures and documents ----------------------------------------------------

    def _action_open_actuals(self, about):
        if about._name != "sales.plan.allocation":
            return {}
        return {"kind": "own", "period_id": about.plan_id.period_ids[2].id}

    def _action_open_history(self, row):
        return {"period_id": row.plan_id.period_ids[2].id}

    def _read_breakdown(self, user):
        return {"domain": [["user_id", "=", user.id]]}

    _read_waterfall = _read_breakdown

    def _read_as_of(self, user):
        return {"domain": [["user_id", "=", user.id]], "day": "2025-03-31"}

    def _read_bubbles(self, segment):
        return {"domain": [["industry_id", "=", segment.industry_id.id]]}

    def _action_open_step(self, user):
        return {"step": "new", "domain": [["user_id", "=", user.id]]}

    # Forecasts ----------------------------------------------------------------

    def _request(self, forecast):
        request = {"period_id": forecast.period_id.id}
        if forecast.kind == "company":
            return {**request, "kind": "company"}
        name = "user_id" if forecast.user_id else "team_id"
        return {**request, name: forecast[name].id}

    def _worksheet_open(self, forecast):
        return {"request": self._request(forecast)}

    def _worksheet_landing(self, forecast):
        return {"request": self._request(forecast)}

    def _worksheet_landing_part(self, forecast):
        return {"part": "deals", "request": self._request(forecast)}

    def _worksheet_trend(self, forecast):
        return {"request": self._request(forecast)}

    def _worksheet_strays(self, forecast):
        return {"kind": "overdue", "request": self._request(forecast)}

    def _worksheet_adjust(self, forecast):
        row = None if forecast.kind == "person" else "others"
        request = self._request(forecast)
        change = {"row": row, "role": "commit", "amount": 5.0, "note": "Seen"}
        return {"forecast_id": forecast.id, **change, "request": request, "is_total": False}

    def _worksheet_submit(self, forecast):
        return {"forecast_id": forecast.id, "request": self._request(forecast)}

    def _read_page(self, _nothing):
        return {"page": "start"}

    def _worksheet_remind(self, forecast):
        return {"forecast_id": forecast.id}

    def _worksheet_compare(self, submission):
        return {"submission_id": submission.id, "other_id": None}

    def _shown(self, user):
        return {"team_id": False, "user_id": user.id, "unit": "quarter", "offset": -1}

    def _dashboard_open(self, user):
        return {"request": self._shown(user)}

    def _dashboard_open_stage(self, user):
        stage = self.env["crm.stage"].search([], limit=1)
        return {"request": self._shown(user), "stage_id": stage.id}

    def _dashboard_open_cell(self, user):
        return {"request": self._shown(user), "kind": "closed", "user_id": user.id, "period": 1}

    def _bridge_open(self, row):
        return {"request": {"row_id": row.id}}

    def _bridge_open_step(self, row):
        return {**self._bridge_open(row), "step": "end"}

    def _reconciliation_open(self, plan):
        return {"request": {"plan_id": plan.id}}

    _reconciliation_print = _reconciliation_open

    def _reconciliation_open_items(self, plan):
        return {**self._reconciliation_open(plan), "items": {}}

    def _looked_at(self, row):
        return {"row_id": row.id, "unit": "quarter"}

    def _cockpit_open(self, row):
        return {"request": self._looked_at(row)}

    _cockpit_lists = _cockpit_landing = _cockpit_rows = _cockpit_open
    _cockpit_news = _cockpit_breakdown = _cockpit_open
    _cockpit_open_target = _cockpit_open_landing = _cockpit_print = _cockpit_open

    def _cockpit_open_documents(self, row):
        customer = self.company.bolt
        return {"request": self._looked_at(row), "basis": "invoiced", "partner_id": customer.id}

    def _cockpit_open_part(self, row):
        asked = {**self._looked_at(row), "by": "customer"}
        return {"request": asked, "value_id": self.company.bolt.id}

    def _cockpit_open_list(self, row):
        return {"request": self._looked_at(row), "what": "deals"}

    def _cockpit_open_step(self, row):
        return {"request": self._looked_at(row), "step": "new", "since": "2026-01-01"}

    def _visit_plan(self, plan):
        return {"plan_id": plan.id}

    def _deal_place(self, lead):
        return {"lead_id": lead.id}

    def _deal_move(self, lead):
        place = {"day": False, "stage_id": lead.stage_id.id}
        return {**self._deal_place(lead), "seen": place, "place": place}

    def _preview_step(self, _plan):
        return {"start": True}
