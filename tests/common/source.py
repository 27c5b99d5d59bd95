from odoo.tools import SQL

from .base import SalesPlanCommon


class SourceCommon(SalesPlanCommon):
    """Leads of two sources, A and B, and what is read of their return."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.source_a, cls.source_b = cls.env["utm.source"].create(
            [{"name": "Source A"}, {"name": "Source B"}]
        )
        cls.medium, cls.campaign = (
            cls.env["utm.medium"].create({"name": "Post"}),
            cls.env["utm.campaign"].create({"title": "Spring"}),
        )

    @classmethod
    def lead(cls, partner, day, source=None, **values):
        """Make an opportunity on a day of the company; see ``deal``."""
        values = {"source_id": source.id if source else False, **values}
        lead = cls.deal(partner, values.pop("revenue", 100), **values)
        cls.env.flush_all()
        # noon in Auckland
        moment = f"{day} 00:00:00"
        cls.env.cr.execute(
            SQL("UPDATE crm_lead SET create_date = %s WHERE id = %s", moment, lead.id)
        )
        lead.invalidate_recordset(["create_date"])
        return lead

    @classmethod
    def cost(cls, amount, date_from, date_to=None, source=None, **values):
        """Type a cost of a source, of one day unless told otherwise."""
        return cls.env["sales.source.cost"].create(
            {
                "name": "Fair",
                "amount": amount,
                "date_from": date_from,
                "date_to": date_to or date_from,
                "source_id": source.id if source else False,
                "company_id": cls.company.id,
                **values,
            }
        )

    def read_return(self, groupby, *names, domain=(), user=None):
        """Return ``{name of the group: (measure, …)}``, missing ones None, ratios with 4 digits."""
        report = self.env["sales.source.return"].with_user(user or self.manager)
        self.env.flush_all()
        self.env.invalidate_all()
        fields = report._fields
        specs = [f"{name}:{fields[name].aggregator}" for name in names]
        groups = report._read_group(
            [("company_id", "child_of", self.company.id), *domain], [groupby], specs
        )
        return {
            self._name_group(group[0]): tuple(
                None if value is None or value is False else round(value, 4) for value in group[1:]
            )
            for group in groups
        }

    @staticmethod
    def _name_group(value):
        return value.display_name if hasattr(value, "display_name") else value
