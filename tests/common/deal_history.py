from odoo.fields import Datetime
from odoo.tools import SQL

from .base import SalesPlanCommon


class DealHistoryCommon(SalesPlanCommon):
    """Deals whose past is written by hand: what happens to them happens at a given moment.

    Stages are New, Qualified, Proposition and Won, in this order, before any others.
    """

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.new, cls.qualified, cls.proposition, cls.done = cls.env["crm.stage"].create(
            [
                {"name": "New", "sequence": -40},
                {"name": "Qualified", "sequence": -30},
                {"name": "Proposition", "sequence": -20},
                {"name": "Won", "sequence": -10, "is_won": True},
            ]
        )
        cls.history = cls.env["crm.lead.history"]

    @classmethod
    def forget_deals(cls):
        """Leave neither deals nor their history."""
        cls.env["crm.lead"].with_context(active_test=False).search([]).unlink()
        cls.env.cr.execute("DELETE FROM crm_lead_history")
        cls.history.invalidate_model()

    @staticmethod
    def at(moment):
        return Datetime.to_datetime(moment)

    @classmethod
    def made(cls, moment, revenue, **values):
        """Make an open deal of the salesperson at a moment in UTC, in the first stage."""
        values = {"stage_id": cls.new.id, "probability": 50, **values}
        with cls.history._at(cls.at(moment)):
            deal = cls.deal(None, revenue, **values)
        # changes within two hours of its making are part of the first version
        cls.env.cr.execute(
            SQL("UPDATE crm_lead SET create_date = %s WHERE id = %s", cls.at(moment), deal.id)
        )
        deal.invalidate_recordset(["create_date"])
        return deal

    @classmethod
    def changed(cls, moment, deals, **values):
        with cls.history._at(cls.at(moment)):
            deals.write(values)

    @classmethod
    def won(cls, moment, deals):
        """Win deals at a moment in UTC, in the stage Won."""
        with cls.history._at(cls.at(moment)):
            deals.write({"stage_id": cls.done.id, "probability": 100})
            deals.date_closed = cls.at(moment)

    @classmethod
    def lost(cls, moment, deals):
        with cls.history._at(cls.at(moment)):
            deals.action_set_lost()
            deals.date_closed = cls.at(moment)

    @classmethod
    def reopened(cls, moment, deals):
        with cls.history._at(cls.at(moment)):
            deals.action_unarchive()

    @classmethod
    def deleted(cls, moment, deals):
        with cls.history._at(cls.at(moment)):
            deals.unlink()
