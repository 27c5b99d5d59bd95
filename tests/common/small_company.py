import itertools

from odoo.fields import Command
from odoo.tests import freeze_time
from odoo.tools import SQL

from .publishing import publish
from .small_customers import SmallCustomers
from .table_calls import table_of

#: Who acts in a small company, by the names that its table of roles has for them.
ROLES = {
    "salesperson": "Salesperson",
    "leader": "Team leader",
    "manager": "Manager",
    "auditor": "Auditor",
    "accountant": "Accountant",
    "clerk": "Plain user",
    "visitor": "Portal",
    "foreigner": "Manager of another company",
}

#: Targets of a plan's rows in their order.
AMOUNTS = (3000, 1500, 400, 100, 300, 100, 900, 400, 200, 150, 250)


class SmallCompany(SmallCustomers):
    """Something of everything that the add-on keeps, of everybody whom roles tell apart.

    ::

        company                 manager, auditor, accountant; clerk and visitor see nothing
        ├── north               leader; salesperson, colleague; leavers: gone, kept
        └── south               other_leader; stranger
        abroad                  foreigner (its manager), expat (its salesperson)

    Each plan but ``southern`` and those abroad has the rows total, north, salesperson, acme,
    colleague, bolt, south, stranger; leavers stand in the plan that is split level by level.

    ::

        draft       2027, with steps, notes and a seasonal profile
        in_force    2026
        southern    2026, without north
        over        2025, closed
        cascade     2026, split level by level: published but for acme and bolt; with proposals
        and four abroad: foreign_draft, foreign, foreign_over, foreign_cascade
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env.ref("base.group_user").sudo().implied_ids |= cls.env.ref("base.group_allow_export")
        cls.tokens = itertools.count()
        cls._go_abroad()
        cls._make_leavers()
        cls._make_drafts()
        cls._make_plans_in_force()
        cls._make_cascades()
        cls._make_deals()
        cls._forecast()
        cls._learn()
        cls._make_lists()
        cls._make_alerts()
        cls._make_records_of_customers()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def get_people(cls):
        """Return ``{role: user}``."""
        return {role: getattr(cls, role) for role in ROLES}

    @classmethod
    def _go_abroad(cls):
        cls.abroad = cls.env["res.company"].create({"name": "Abroad"})
        cls.env.user.company_ids |= cls.abroad
        there = {"company_id": cls.abroad.id, "company_ids": [Command.set(cls.abroad.ids)]}
        cls.foreigner = cls._make_user("foreigner", "sales_plan.group_sales_plan_manager", **there)
        cls.expat = cls._make_user("expat", "sales_team.group_sale_salesman", **there)
        cls.team_abroad = cls.env["crm.team"].create(
            {
                "name": "Abroad",
                "company_id": cls.abroad.id,
                "user_id": cls.foreigner.id,
                "member_ids": [Command.set(cls.expat.ids)],
            }
        )

    @classmethod
    def _make_leavers(cls):
        """People whose targets are handed over, or kept, after they left."""
        salesman = "sales_team.group_sale_salesman"
        cls.gone, cls.kept, cls.away, cls.emigrant = (
            cls._make_user(login, salesman) for login in ("gone", "kept", "away", "emigrant")
        )
        cls.team_north.member_ids = [Command.link(user.id) for user in cls.gone | cls.kept]
        cls.team_south.member_ids = [Command.link(cls.away.id)]

    # Plans --------------------------------------------------------------------

    @classmethod
    def _make_tree(cls, plan, leavers=False):
        """Give a plan its rows, with targets in its third and fourth period."""
        north, south = cls.rows(plan, cls.team_north, cls.team_south)
        own, others = cls.rows(north, cls.salesperson, cls.colleague)
        rows = [plan.root_id, north, own, cls.row(own, cls.acme), others]
        rows += [cls.row(others, cls.bolt), south, cls.row(south, cls.stranger)]
        if leavers:
            rows += cls.rows(north, cls.gone, cls.kept)
            rows += cls.rows(south, cls.away)
        cls._give(rows)
        return rows

    @classmethod
    def _give(cls, rows):
        for row, amount in zip(rows, AMOUNTS, strict=False):
            for period in (3, 4):
                cls.target(row, amount, number=period)

    @classmethod
    def _make_abroad(cls, **values):
        """Make a plan abroad: the total and one salesperson."""
        values = {"company_id": cls.abroad.id, "responsible_id": cls.foreigner.id, **values}
        plan = cls.plan("salesperson", **values)
        cls._give([plan.root_id, cls.row(plan, cls.expat)])
        return plan

    @classmethod
    def type_as(cls, user, row, amount, **edit):
        """Type a figure of the fourth period in the planning table as a user."""
        plan, period = row.plan_id, row.plan_id.period_ids[3]
        edit = {"kind": "type", "cells": [[row.id, period.id, str(amount)]], "spread": False} | edit
        version = plan.edit_version
        cls.env.flush_all()
        cls.env.invalidate_all()
        table_of(plan.with_user(user)).edit(edit, version, f"small {next(cls.tokens)}")

    @classmethod
    def _make_drafts(cls):
        cls.draft = cls.plan("team", "salesperson", "customer", year=2027, name="Draft")
        cls.draft_rows = cls._make_tree(cls.draft)
        cls.foreign_draft = cls._make_abroad(year=2027, name="Foreign draft")
        there = {"company_id": cls.abroad.id, "responsible_id": cls.foreigner.id}
        cls.empty = cls.plan(year=2028, name="Empty")
        cls.foreign_empty = cls.plan(year=2028, name="Foreign empty", **there)
        cls.env["sales.plan.rate"].create(
            [
                {"plan_id": plan.id, "currency_id": cls.euro.id, "rate": 2, "date_from": day}
                for plan in (cls.draft, cls.foreign_draft)
                for day in (False, "2027-06-01")
            ]
        )
        for user, plan in ((cls.manager, cls.draft), (cls.foreigner, cls.foreign_draft)):
            row = plan.allocation_ids[-1]
            note = {"kind": "note", "row": row.id, "period": None, "text": "Seen"}
            plan_as = plan.with_user(user)
            table_of(plan_as).edit(note, plan.edit_version, f"small {next(cls.tokens)}")
            table_of(plan_as).answer_note(row.id, None, "Agreed")
            cls._make_items(plan_as, row)
            for amount in (11, 12):
                cls.type_as(user, row, amount)
            cls.env.invalidate_all()
            table_of(plan_as).undo(plan.edit_version, f"small {next(cls.tokens)}")

    @classmethod
    def _make_items(cls, plan, row):
        """Make a cell of the sixth period of an item with a file, as a user of the plan."""
        period = row.plan_id.period_ids[5]
        items = [{"text": "Fair", "amount": "5"}]
        edit = {"kind": "items", "row": row.id, "period": period.id, "items": items}
        table_of(plan).edit(edit, row.plan_id.edit_version, f"small {next(cls.tokens)}")
        item = cls.env["sales.plan.item"].sudo().search([("allocation_id", "=", row.id)])
        table_of(plan).attach_file(item.id, "offer.txt", "QQ==")

    @classmethod
    def _make_plans_in_force(cls):
        cls.in_force = cls.plan("team", "salesperson", "customer", year=2026, name="In force")
        cls._make_tree(cls.in_force)
        cls.over = cls.plan("team", "salesperson", "customer", year=2025, name="Over")
        cls._make_tree(cls.over)
        cls.southern = cls.plan("salesperson", year=2026, name="Southern")
        cls._give([cls.southern.root_id, cls.row(cls.southern, cls.stranger)])
        cls.foreign = cls._make_abroad(year=2026, name="Foreign")
        cls.emigrant.company_ids |= cls.abroad
        cls._give([cls.row(cls.foreign, cls.emigrant)])
        cls.foreign_over = cls._make_abroad(year=2025, name="Foreign over")
        plans = cls.in_force | cls.over | cls.southern | cls.foreign | cls.foreign_over
        for plan in plans:
            plan.action_confirm()
        (cls.over | cls.foreign_over).action_close()
        earlier = cls.plan("salesperson", year=2024, name="Revised")
        cls._give([earlier.root_id, cls.row(earlier, cls.salesperson)])
        earlier.action_confirm()
        cls.revised = cls.env["sales.plan"].browse(earlier.action_revise()["res_id"])
        cls.revised.action_confirm()

    @classmethod
    def _make_cascades(cls):
        values = {"year": 2026, "is_cascaded": True, "asks_agreement": True}
        levels = ("team", "salesperson", "customer")
        cls.cascade = cls.plan(*levels, name="Cascade", **values)
        rows = cls._make_tree(cls.cascade, leavers=True)
        __, north, own, __, others, __, south, stranger, gone, kept, away = rows
        cls.cascade.level_ids.write({"due_date": "2026-03-10"})
        cls.foreign_cascade = cls._make_abroad(name="Foreign cascade", **values)
        cls.foreign_cascade.level_ids.write({"due_date": "2026-03-10"})
        (cls.cascade | cls.foreign_cascade).action_confirm()
        expat = cls.foreign_cascade.root_id.child_ids
        for user, published in (
            (cls.manager, north | south),
            (cls.leader, own | others | gone | kept),
            (cls.other_leader, stranger | away),
            (cls.foreigner, expat),
        ):
            plan = published.plan_id
            cls.env.flush_all()
            cls.env.invalidate_all()
            publish(plan.with_user(user), published.ids)
        cls.type_as(cls.leader, own, 77)
        for row, user in (
            (own, cls.salesperson),
            (others, cls.colleague),
            (stranger, cls.stranger),
            (expat, cls.expat),
        ):
            cls.env.invalidate_all()
            row.with_user(user)._propose(150, "Two customers left.")
        cls.env.flush_all()
        cls.env.invalidate_all()
        rounds = cls.env["sales.plan.round"].with_user(cls.manager).search([])
        rounds.action_remind()
        (cls.gone | cls.kept | cls.away | cls.emigrant).active = False
        cls.env.flush_all()
        cls.env.invalidate_all()
        changes = cls.env["sales.plan.people.change"]
        changes.search([("person_id", "=", cls.kept.id)]).with_user(cls.manager).action_keep()
        cls.cascade_rows = rows

    # Deals and forecasts ------------------------------------------------------

    @classmethod
    def _make_deals(cls):
        """A won deal, an open one and one with a product for each salesperson, from January on."""
        here, there = {}, {"company_id": cls.abroad.id}
        for user, team, values in (
            (cls.salesperson, cls.team_north, here),
            (cls.colleague, cls.team_north, here),
            (cls.stranger, cls.team_south, here),
            (None, cls.team_south, here),
            (cls.expat, cls.team_abroad, there),
        ):
            with cls.at("2026-01-08 12:00:00"):
                won = cls.promise(user, 300, "commit", "2026-02-20", team, **values)
                open_deal = cls.promise(user, 400, "commit", "2026-03-25", team, **values)
            cls._set_created(won | open_deal, "2026-01-08")
            with cls.at("2026-02-20 12:00:00"):
                won.action_set_won()
            with cls.at("2026-03-12 12:00:00"):
                open_deal.expected_revenue = 500
            cls.env["crm.lead.line"].create({"lead_id": open_deal.id, "product_id": cls.screw.id})

    @classmethod
    def _set_created(cls, deals, day):
        """Let deals be created on a day: what changes within two hours of it is no change."""
        cls.env.flush_all()
        ids = tuple(deals.ids)
        cls.env.cr.execute(SQL("UPDATE crm_lead SET create_date = %s WHERE id IN %s", day, ids))
        deals.invalidate_recordset(["create_date"])

    @classmethod
    def _forecast(cls):
        """Everybody submits February on its 10th and March on its 16th, and adjusts."""
        cls.env["sales.forecast.period"]._ensure(cls.abroad)
        seats = (
            (cls.salesperson, cls.salesperson),
            (cls.colleague, cls.colleague),
            (cls.stranger, cls.stranger),
            (cls.leader, cls.team_north),
            (cls.other_leader, cls.team_south),
            (cls.manager, None),
            (cls.expat, cls.expat),
            (cls.foreigner, cls.team_abroad),
        )
        for month, moment in ((2, "2026-02-10 10:00:00"), (3, "2026-03-16 10:00:00")):
            with freeze_time(moment):
                for user, seat in seats:
                    cls._submit(user, seat, month)
        cls.landings = (
            cls.env["sales.landing.record"]
            .sudo()
            .create([cls._prepare_landing(*seat) for seat in seats])
        )

    @classmethod
    def _learn(cls):
        """What the nightly job learned of both companies."""
        cls.learned = cls.env["sales.landing.learned"].sudo()
        for company in (cls.company, cls.abroad):
            cls.learned._keep(company)

    @classmethod
    def _get_forecast_period(cls, user, month):
        return cls.env["sales.forecast.period"].search(
            [
                ("company_id", "=", user.company_id.id),
                ("date_from", "<=", f"2026-{month:02}-10"),
                ("date_to", ">=", f"2026-{month:02}-10"),
            ]
        )

    @classmethod
    def _prepare_landing(cls, user, seat):
        """Return where a seat of February would have been said to land."""
        kind, name = "company", None
        if seat:
            kind, name = ("person", "user_id") if seat._name == "res.users" else ("team", "team_id")
        return {
            "period_id": cls._get_forecast_period(user, 2).id,
            "horizon": "4_14",
            "kind": kind,
            **({name: seat.id} if name else {}),
            "landing": 100,
        }

    @classmethod
    def _submit(cls, user, seat, month):
        period = cls._get_forecast_period(user, month)
        request = {"period_id": period.id, "kind": "company"}
        if seat:
            name = "user_id" if seat._name == "res.users" else "team_id"
            request = {"period_id": period.id, name: seat.id}
        cls.env.flush_all()
        cls.env.invalidate_all()
        forecasts = cls.env["sales.forecast"].with_user(user).sudo(False)
        sheet = forecasts.worksheet_open(request)
        number, key = sheet["forecast"]["id"], (sheet["rows"] or [{"key": None}])[0]["key"]
        forecasts.worksheet_adjust(number, key, "commit", 10.0, "Seen")
        forecasts.worksheet_submit(number)
        forecasts.worksheet_adjust(number, key, "commit", 20.0, "Changed since")

    # Alerts -------------------------------------------------------------------

    @classmethod
    def _make_alerts(cls):
        """A rule of each company, what it has told people and their leaders, and their mails."""
        rules = cls.env["sales.alert.rule"]
        rules.search([("active", "=", True)]).active = False
        here, there = (
            rules.create({"name": "Behind", "company_id": company.id})
            for company in (cls.company, cls.abroad)
        )
        alerts, mails = cls.env["sales.alert"].sudo(), cls.env["sales.weekly.mail"].sudo()
        for rule, owner, leader, row in (
            (here, cls.salesperson, cls.leader, cls.cascade_rows[2]),
            (here, cls.colleague, cls.leader, cls.cascade_rows[4]),
            (here, cls.leader, cls.manager, cls.cascade_rows[1]),
            (here, cls.stranger, cls.other_leader, cls.cascade_rows[7]),
            (there, cls.expat, cls.foreigner, cls.foreign_cascade.root_id.child_ids[:1]),
        ):
            days = ["2026-03-01", "2026-03-31", "plan", 0, ""]
            figures = {"target": 100, "expected": 50, "actual": 10, "share": 0.2}
            told = {"state": "open", "day": "2026-03-16"}
            of_company = {"company_id": rule.company_id.id}
            alerts.create(
                {
                    **of_company,
                    "rule_id": rule.id,
                    "kind": "pace",
                    "key": f"row {row.id}",
                    "res_model": row._name,
                    "res_id": row.id,
                    "data": {**figures, "plan": row.plan_id.id, "span": days},
                    "since": "2026-03-16",
                    "owner_id": owner.id,
                    "notice_ids": [
                        Command.create({"user_id": user.id, "role": role, **told})
                        for user, role in ((owner, "owner"), (leader, "leader"))
                    ],
                }
            )
            mails.create({**of_company, "user_id": owner.id, "week": "2026-03-16"})
        cls.env["sales.alert.watch"].sudo().create(
            [{"rule_id": rule.id, "company_id": rule.company_id.id} for rule in (here, there)]
        )

    # Lists of choices ---------------------------------------------------------

    @classmethod
    def _make_lists(cls):
        cls.profile, cls.foreign_profile = cls.env["sales.plan.profile"].create(
            [
                {"name": "Summer", "company_id": cls.company.id},
                {"name": "Winter", "company_id": cls.abroad.id},
            ]
        )
        for user, plan in (
            (cls.manager, cls.draft),
            (cls.leader, cls.cascade),
            (cls.salesperson, cls.cascade),
            (cls.foreigner, cls.foreign_draft),
        ):
            table_of(plan.with_user(user)).choose("follow")
            cls.env["sales.plan.visit"].with_user(user).visit_plan(plan.id)
        cls.invoice(cls.acme, "2025-01-10", (cls.screw, 5))
        for plan in (cls.in_force, cls.over, cls.foreign_over):
            cls.env["sales.plan.kept"]._keep(plan, plan.period_ids.sorted("date_from")[:1])
        cls.competitor = cls.env["crm.competitor"].create({"name": "Rival"})
        reports = cls.env["sales.forecast.report"]
        for user in (cls.salesperson, cls.colleague, cls.stranger, cls.expat):
            reports.with_user(user).create({"name": f"Of {user.name}"})
        reports.with_user(cls.stranger).create({"name": "Shared", "is_shared": True})
        cls.documents, cls.orders = (
            {
                "own": make(cls.acme, "2026-03-10", (cls.screw, 70)),
                "colleague": make(cls.bolt, "2026-03-10", (cls.screw, 60), **of_colleague),
            }
            for make, of_colleague in (
                (cls.invoice, {"invoice_user_id": cls.colleague.id}),
                (cls.order, {"user_id": cls.colleague.id}),
            )
        )
