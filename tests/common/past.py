from contextlib import contextmanager

from odoo.tests import freeze_time
from odoo.tools import SQL

from .deal_history import DealHistoryCommon

#: When the add-on comes, where it is no matter.
INSTALLED = "2031-06-01 10:00:00"
#: What messages tell of a version.
TOLD = ("status", "amount", "stage_id", "user_id", "team_id", "company_id")


class PastCommon(DealHistoryCommon):
    """Deals that live in Odoo before they are recorded: their messages have the dates of what
    happened, and their history is thrown away when the add-on comes."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.forget_deals()
        cls.leads = cls.env["crm.lead"].with_context(
            active_test=False, tracking_disable=False, mail_notrack=False
        )
        # deals that are reopened have the chance that they are given
        cls.env["ir.config_parameter"].set_param("crm.pls_fields", "")

    @classmethod
    @contextmanager
    def happening(cls, moment):
        """What is done in the block happens at a moment in UTC, and so its messages say."""
        cls.env.flush_all()
        cls.env.cr.precommit.run()
        cls.env.cr.execute("SELECT COALESCE(MAX(id), 0) FROM mail_message")
        [[last]] = cls.env.cr.fetchall()
        with freeze_time(cls.at(moment)), cls.history._at(cls.at(moment)):
            yield
            cls.env.flush_all()
            cls.env.cr.precommit.run()
        cls.env.flush_all()
        cls.env.cr.execute(
            SQL("UPDATE mail_message SET date = %s WHERE id > %s", cls.at(moment), last)
        )

    @classmethod
    def born(cls, moment, amount=100, **values):
        """Make a deal of the salesperson at a moment, in the first stage."""
        with cls.happening(moment):
            deal = cls.leads.create(
                {
                    "name": "Deal",
                    "type": "opportunity",
                    "expected_revenue": amount,
                    "probability": 50,
                    "user_id": cls.salesperson.id,
                    "team_id": cls.team_north.id,
                    "company_id": cls.company.id,
                    "stage_id": cls.new.id,
                    **values,
                }
            )
            cls.env.flush_all()
            cls.set_created(moment, deal)
        return deal

    @classmethod
    def set_created(cls, moment, deals):
        cls.env.cr.execute(
            SQL(
                "UPDATE crm_lead SET create_date = %s WHERE id IN %s",
                cls.at(moment),
                tuple(deals.ids),
            )
        )
        deals.invalidate_recordset(["create_date"])

    @classmethod
    def changing(cls, moment, deals, **values):
        with cls.happening(moment):
            deals.write(values)

    @classmethod
    def install(cls, moment):
        """Throw the history away, and meet all deals at a moment as the installation does."""
        cls.env.flush_all()
        cls.env.cr.execute("UPDATE crm_lead SET forecast_role = NULL, forecast_category_id = NULL")
        cls.env.cr.execute("DELETE FROM crm_lead_history")
        cls.history.invalidate_model()
        with cls.history._at(cls.at(moment)):
            cls.leads._realign_forecast()
        cls.history.invalidate_model()

    @classmethod
    def rebuild_past(cls):
        """Rebuild what deals were before the installation, all at once."""
        cls.history._rebuild_batch(0)

    @classmethod
    def read_versions(cls, deals, names=TOLD, **where):
        """Return ``{deal: [(valid from, valid to, value, …), …]}``; ids of records."""
        cls.env.flush_all()
        condition = [SQL("%s = %s", SQL.identifier(name), value) for name, value in where.items()]
        cls.env.cr.execute(
            SQL(
                """SELECT deal_number, valid_from, valid_to, %s FROM crm_lead_history
                    WHERE deal_number IN %s AND %s ORDER BY deal_number, valid_from""",
                SQL(", ").join(map(SQL.identifier, names)),
                tuple(deals.ids),
                SQL(" AND ").join(condition) if condition else SQL("TRUE"),
            )
        )
        found = {number: [] for number in deals.ids}
        for number, *version in cls.env.cr.fetchall():
            found[number].append(tuple(version))
        return found

    def rebuilt(self, deal, *names):
        """Install, rebuild, and return ``[(valid from, value, …)]`` of all of a deal's versions."""
        self.install(INSTALLED)
        self.rebuild_past()
        return self.told(deal, *names)

    def told(self, deal, *names):
        versions = self.read_versions(deal, names or TOLD)[deal.id]
        self.assertEqual(
            [end for _start, end, *__ in versions],
            [*(start for start, *__ in versions[1:]), None],
            "Versions follow each other without a gap.",
        )
        return [(str(start), *values) for start, _end, *values in versions]

    @staticmethod
    def joined(versions):
        """Return versions of one deal with those joined that follow each other and are the same."""
        result = []
        for start, end, *values in versions:
            if result and result[-1][1] == start and list(result[-1][2:]) == values:
                result[-1] = (result[-1][0], end, *values)
            else:
                result.append((start, end, *values))
        return result
