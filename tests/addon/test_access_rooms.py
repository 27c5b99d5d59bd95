from contextlib import contextmanager

from odoo.exceptions import AccessError
from odoo.tests import HttpCase, JsonRpcException, freeze_time, tagged
from odoo.tools import mute_logger

from ..common.access import AccessCommon

REFUSED = None
ACME, BOLT, COIL, DRIP = CUSTOMERS = ("Acme", "Bolt", "Coil", "Drip")
EVERYTHING = frozenset(CUSTOMERS)
#: Who sees all of it, and is asked for none of it.
SEE_ALL = dict.fromkeys(("manager", "auditor", "accountant"), EVERYTHING)
#: Own customers, those of one's teams, all.
OWN = {
    **SEE_ALL,
    "salesperson": {ACME},
    "colleague": {BOLT},
    "stranger": {COIL},
    "leader": {ACME, BOLT},
    "other_leader": {COIL},
}
#: The same with what is nobody's.
OWN_AND_NOBODYS = {user: names | {DRIP} for user, names in OWN.items()}
SELLERS = dict.fromkeys(OWN, EVERYTHING)
#: Activities are seen by whom they are for, and by who may read their invoices in Odoo.
TASKS = OWN_AND_NOBODYS | {"auditor": set(), "leader": {DRIP}, "other_leader": {DRIP}}
COLLECTOR = {"collector": EVERYTHING}
MANAGER = {"manager"}
SELLING = {"salesperson", "leader", "manager"}
#: Of each model: what of the four customers each role reads, all others are refused; a field with
#: a new value, and who may write it on what is the salesperson's, nobody else may.
MODELS = {
    "sales.customer.plan": (
        {user: names - {DRIP} for user, names in OWN.items()},
        {"probability": 50},
        SELLING,
    ),
    "sales.customer.plan.line": (
        {user: names - {DRIP} for user, names in OWN.items()},
        {"probability": 50},
        (),
    ),
    "sales.customer.recurring": (OWN_AND_NOBODYS, {"company_id": False}, ()),
    "sales.customer.potential": (SELLERS, {"amount": 5}, SELLING),
    "sales.customer.effort": (OWN, {"company_id": False}, ()),
    "sales.receivable": (OWN_AND_NOBODYS | COLLECTOR, {"company_id": False}, ()),
    "sales.days.to.pay": (OWN_AND_NOBODYS | COLLECTOR, {"company_id": False}, ()),
    "sales.collection.promise": (
        OWN_AND_NOBODYS | COLLECTOR,
        {"said_by": "They"},
        {*SELLING, "collector"},
    ),
    "sales.collection.dispute": (
        OWN_AND_NOBODYS | COLLECTOR,
        {"reason": "None"},
        {*SELLING, "collector"},
    ),
    "sales.collection.notice": (SEE_ALL, {"state": "done"}, ()),
    "sales.collection.step": (SEE_ALL, {"days": 2}, MANAGER),
    "sales.market.segment": (SELLERS, {"size": 5}, MANAGER),
    "sales.market.report": (
        SEE_ALL | dict.fromkeys(("leader", "other_leader"), EVERYTHING),
        {"company_id": False},
        (),
    ),
    "sales.source.cost": (SEE_ALL, {"amount": 5}, MANAGER),
    "sales.source.account": (SEE_ALL, {"sequence": 5}, MANAGER),
    "sales.source.return": (OWN_AND_NOBODYS, {"company_id": False}, ()),
    "sales.plan.replenishment": (SEE_ALL, {"company_id": False}, ()),
    "sales.open.task": (TASKS, {"company_id": False}, ()),
}
#: Which rows of a report are those of the four customers, one or more each.
ROWS = {
    "sales.customer.plan.line": [("kind", "=", "customer")],
    "sales.customer.recurring": [("basis", "=", "invoiced")],
    "sales.receivable": [("kind", "=", "invoice")],
    "sales.source.return": [("kind", "=", "invoiced"), ("touch", "!=", "first")],
    "sales.open.task": [("kind", "=", "invoice")],
}
#: What is of no customer stands for all four.
WITHOUT_CUSTOMER = (
    "sales.collection.step",
    "sales.market.segment",
    "sales.market.report",
    "sales.source.cost",
    "sales.source.account",
    "sales.plan.replenishment",
)


@tagged("post_install", "-at_install")
@freeze_time("2025-03-20 02:00:00", tick=True)
class TestAccessRooms(AccessCommon, HttpCase):
    """P16, G5-G10, P11, P26, S20: what each role reads and writes of customers and money, by code
    and from a server, by every way of asking; and what is refused to each."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.collector = cls._make_user("collector", "account.group_account_invoice")
        cls.company.write({"sales_collector_id": cls.collector.id, "collection_from": False})
        cls.users = {name: getattr(cls, name) for name in (*OWN, "collector", "clerk", "visitor")}
        for move in cls.sold:
            cls.pay(move, "2025-03-01", 1)
            move.invoice_date_due = "2025-02-28"
        moves = cls.env["account.move"].union(*cls.sold)
        lines = moves.line_ids.filtered(lambda line: line.display_type == "payment_term")
        cls.env["sales.collection.notice"].sudo()._settle(lines.sudo())
        for move in cls.sold:
            about = {"move_id": move.id}
            cls.env["sales.collection.promise"].create(
                {**about, "date": "2025-03-25", "said_by": "Them"}
            )
            cls.env["sales.collection.dispute"].create(
                {**about, "reason": "Why", "until": "2025-03-01"}
            )
            # of what is promised nobody is asked by the program
            person = move.invoice_user_id or cls.collector
            move.sudo().activity_schedule(
                "mail.mail_activity_data_todo", "2025-03-21", "Look", user_id=person.id
            )
        customers = (cls.acme, cls.bolt, cls.coil, cls.drip)
        cls.env["sales.customer.potential"].create(
            [{"partner_id": customer.id, "amount": 900} for customer in customers]
        )
        for customer, user in zip(
            customers, (cls.salesperson, cls.colleague, cls.stranger), strict=False
        ):
            cls.env["sales.customer.plan"].create(
                {"partner_id": customer.id, "user_id": user.id, "amount": 100}
            )
        cls._make_others()
        cls.env.flush_all()
        cls.env.invalidate_all()

    @classmethod
    def _make_others(cls):
        """Make what is of no customer."""
        cls.env["sales.market.segment"].create(
            {"industry_id": cls.metal.id, "country_id": cls.belgium.id, "size": 4000}
        )
        source = cls.env["utm.source"].create({"name": "Fair"})
        account = cls.env["account.analytic.account"].sudo()
        account = account.create(
            {
                "name": "Fairs",
                "plan_id": cls.env["account.analytic.plan"].sudo().create({"name": "P"}).id,
            }
        )
        of_source = {"source_id": source.id, "company_id": cls.company.id}
        cls.env["sales.source.account"].create({**of_source, "account_id": account.id})
        cls.env["sales.source.cost"].create(
            {**of_source, "name": "Fair", "amount": 20, "date_from": "2025-02-01"}
        )
        pieces = cls.plan("product", measure="quantity", name="Pieces")
        cls.target(cls.row(pieces, cls.screw), 5)
        pieces.action_confirm()

    def domain(self, model):
        """Return the domain of what is of the company, and of one of the four customers."""
        if model == "sales.collection.step":
            return [("company_id", "=", False)]
        domain = [("company_id", "=", self.company.id), *ROWS.get(model, ())]
        if model == "sales.collection.notice":
            return [*domain, ("move_id", "in", [move.id for move in self.sold])]
        if model not in WITHOUT_CUSTOMER:
            domain.append(("partner_id", "in", (self.acme | self.bolt | self.coil | self.drip).ids))
        return domain

    def name(self, model, records):
        """Return which of the four customers some records of a model are of."""
        if model in WITHOUT_CUSTOMER:
            return EVERYTHING if records else set()
        customer = "move_id.partner_id" if model == "sales.collection.notice" else "partner_id"
        return set(records.sudo().mapped(f"{customer}.name"))

    def call(self, model, method, *args, **kwargs):
        """Call a method as the web client does."""
        return self.make_jsonrpc_request(
            f"/web/dataset/call_kw/{model}/{method}",
            {"model": model, "method": method, "args": args, "kwargs": kwargs},
        )

    @contextmanager
    def refuses(self, is_refused=True):
        """Assert that what is called from a server meanwhile is refused for want of rights, or
        not refused."""
        if not is_refused:
            yield
            return
        quiet = mute_logger("odoo.http", "odoo.addons.base.models.ir_model")
        with quiet, self.assertRaises(JsonRpcException) as caught:
            yield
        self.assertEqual(caught.exception.args[0], "odoo.exceptions.AccessError")

    def test_every_model(self):
        """Each model of these rooms that has records of its own is here."""
        rooms = ("sales.customer.", "sales.collection.", "sales.market.", "sales.source.")
        others = {
            *("sales.receivable", "sales.days.to.pay"),
            *("sales.plan.replenishment", "sales.open.task"),
        }
        found = {
            model._name
            for model in self.env.values()
            if model._name.startswith(rooms) and not model._abstract and not model._transient
        }
        self.assertEqual(found | others, set(MODELS))

    def test_reads(self):
        """Searched, read and counted by code, everybody has what is theirs, and no more."""
        for model, (seen, *__) in MODELS.items():
            every = self.env[model].sudo().search(self.domain(model))
            self.assertTrue(every, model)
            for login, user in self.users.items():
                self.env.invalidate_all()
                records, expected = self.env[model].with_user(user), seen.get(login, REFUSED)
                with self.subTest(model=model, user=login):
                    if expected is REFUSED:
                        self.assertForbidden(records.search, self.domain(model))
                        self.assertForbidden(every.with_user(user).read, ["company_id"])
                        continue
                    found = records.search(self.domain(model))
                    self.assertEqual(self.name(model, found), set(expected))
                    found.read()
                    [(count,)] = records._read_group(self.domain(model), [], ["__count"])
                    self.assertEqual(count, len(found))
                    self.assertHidden(every - found, user)

    def assertHidden(self, records, user):  # noqa: N802
        """Assert that records are not read by their numbers: refused, or as if they were not
        there."""
        for record in records.with_user(user):
            self.env.invalidate_all()
            try:
                self.assertFalse(record.read(["company_id"]))
            except AccessError:
                continue

    def test_reads_from_a_server(self):
        """The same from a server, with groups, names and exports."""
        for login, user in self.users.items():
            self.authenticate(user.login, user.login)
            for model, (seen, *__) in MODELS.items():
                expected, domain = seen.get(login, REFUSED), self.domain(model)
                with self.subTest(user=login, model=model):
                    with self.refuses(expected is REFUSED):
                        read = self.call(model, "search_read", domain, ["company_id"])
                    with self.refuses(expected is REFUSED):
                        [group] = self.call(model, "formatted_read_group", domain, [], ["__count"])
                    if expected is REFUSED:
                        with self.refuses():
                            self.call(model, "web_search_read", domain, {"company_id": {}})
                        continue
                    found = self.env[model].browse(each["id"] for each in read)
                    self.assertEqual(self.name(model, found), set(expected))
                    self.assertEqual(group["__count"], len(found))
                    if login not in ("collector", "visitor"):
                        data = self.call(model, "export_data", found.ids, ["company_id"])
                        self.assertEqual(len(data["datas"]), len(found))

    def test_writes_from_a_server(self):
        """What is the salesperson's is written by whom it concerns; reports, and what only code
        writes, by nobody; auditors write nothing."""
        for login, user in self.users.items():
            self.authenticate(user.login, user.login)
            for model, (_seen, values, writers) in MODELS.items():
                every = self.env[model].sudo().search(self.domain(model)).sudo(False)
                own = every.filtered(lambda record, model=model: ACME in self.name(model, record))[
                    :1
                ]
                with self.subTest(user=login, model=model):
                    with self.refuses(login not in writers):
                        self.call(model, "write", own.ids, values)
                    self.assertEqual(
                        own.with_user(user).has_access("write"),
                        login in writers,
                    )
                    if not self.env[model].with_user(user).has_access("create"):
                        with self.refuses():
                            self.call(model, "create", [values])
                    if not own.with_user(user).has_access("unlink"):
                        with self.refuses():
                            self.call(model, "unlink", own.ids)
                    elif login not in writers:
                        self.fail("Who may not write it may not delete it either.")
