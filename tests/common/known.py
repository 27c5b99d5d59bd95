from contextlib import contextmanager

from odoo.tests import freeze_time
from odoo.tools import SQL

from ...queries.facts.question import FactQuery
from ...queries.facts.read import fact_query
from .deal_history import DealHistoryCommon

#: What is made at a moment, and what says when something happened.
TABLES = (
    "account_move",
    "account_partial_reconcile",
    "sale_order",
    "mail_tracking_value",
    "sales_plan_publication",
    "sales_plan",
)
#: Tables whose first record says since when Odoo has documents.
DOCUMENTS = TABLES[:3]


class KnownCommon(DealHistoryCommon):
    """Documents that are made, changed and undone at moments of the past."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.env = cls.env(
            context={**cls.env.context, "tracking_disable": False, "mail_notrack": False}
        )
        cls.company = cls.company.with_env(cls.env)
        # somebody else's documents were there long before
        invoice = cls.invoice(cls.drip, "2020-01-10", (cls.advice, 1), team_id=False)
        cls.pay(invoice, "2020-01-10")
        cls.order(cls.drip, "2020-01-10 10:00:00", (cls.advice, 1), team_id=False)
        cls.begin("2020-01-01 00:00:00")

    @classmethod
    def begin(cls, moment):
        """Let the company, and the first documents that Odoo has, be of a moment in UTC."""
        cls.env.flush_all()
        for table in DOCUMENTS:
            cls.env.cr.execute(
                SQL(
                    "UPDATE %s SET create_date = %s WHERE id = (SELECT MIN(id) FROM %s)",
                    SQL.identifier(table),
                    moment,
                    SQL.identifier(table),
                )
            )
        cls.env.cr.execute(
            SQL("UPDATE res_company SET create_date = %s WHERE id = %s", moment, cls.company.id)
        )
        cls.env.invalidate_all()

    @classmethod
    @contextmanager
    def happening(cls, moment):
        """What is done in the block happens at a moment in UTC."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        last = {table: cls._last(table) for table in TABLES}
        with freeze_time(cls.at(moment)), cls.history._at(cls.at(moment)):
            yield
            cls.env.flush_all()
            cls.env.cr.precommit.run()
        cls.env.flush_all()
        for table, number in last.items():
            cls.env.cr.execute(
                SQL(
                    "UPDATE %s SET create_date = %s WHERE id > %s",
                    SQL.identifier(table),
                    cls.at(moment),
                    number,
                )
            )
        cls.env.invalidate_all()

    @classmethod
    def _last(cls, table):
        cls.env.cr.execute(SQL("SELECT COALESCE(MAX(id), 0) FROM %s", SQL.identifier(table)))
        return cls.env.cr.fetchone()[0]

    @classmethod
    def read_facts(cls, basis, as_of=None, **question):
        """Return the facts of the year 2025 as they were known at the end of a day, as tuples."""
        cls.env["sales.actual"]._flush_sources()
        query = FactQuery(
            basis,
            company_ids=tuple(cls.company._get_branch_ids()),
            date_from=cls.day("2025-01-01"),
            date_to=cls.day("2025-12-31"),
            has_cogs=cls.env["sales.actual"]._has_cogs(),
            as_of=cls.day(as_of) if as_of else None,
            **question,
        )
        cls.env.cr.execute(fact_query(query))
        return cls.env.cr.dictfetchall()

    def known(self, basis, as_of=None):
        """Return what a basis is worth, in whole cents, the same from headers and from lines."""
        whole = self.read_facts(basis, as_of, dimensions=frozenset())
        parts = self.read_facts(basis, as_of, raw=True)
        total = round(sum(row["value"] or 0 for row in whole) * 100)
        self.assertEqual(round(sum(row["value"] or 0 for row in parts) * 100), total)
        return total

    def assertKnown(self, basis, expected):  # noqa: N802
        """Assert what a basis is worth at the end of days: ``{day, or None for now: amount}``."""
        found = {day: self.known(basis, day) / 100 for day in expected}
        self.assertEqual(found, expected)
