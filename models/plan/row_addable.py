from odoo import models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...queries.dimensions import BY_CODE, COLLECTED, INVOICED


class SalesPlanAllocation(models.Model):
    """Finds the values that rows can be added for below a row."""

    _inherit = "sales.plan.allocation"

    def _get_addable(self):
        """Describe the records that rows can be added for below this one.

        :return: ``{"res_model": …, "domain": […], "label": …}``
        """
        self.ensure_one()
        level = self._get_child_level()
        if not level:
            raise UserError(self.env._("“%s” is on the last level of its plan.", self.display_name))
        dimension = BY_CODE[level.dimension]
        return {
            "res_model": dimension.comodel,
            "domain": list(self._get_addable_domain(dimension)),
            "label": level._get_label(),
        }

    def _get_addable_domain(self, dimension):
        """Return the domain of the values that fit below this row and have no row there yet."""
        taken = self.child_ids[dimension.field]
        domain = Domain("id", "not in", taken.ids)
        if dimension.hierarchical:
            domain &= self._get_refining_domain(dimension.field, taken)
        comodel = self.env[dimension.comodel]
        if "company_id" in comodel._fields and dimension.comodel != "res.users":
            domain &= Domain("company_id", "in", [*self._get_plan_company_ids(), False])
        if dimension.code == "company":
            domain &= Domain("id", "in", self._get_plan_company_ids())
        if dimension.code == "salesperson":
            domain &= comodel._get_staff_domain(self._get_staff_company_ids())
        if dimension.code in ("customer", "sales_partner"):
            domain &= Domain("parent_id", "=", False) | Domain("is_company", "=", True)
        return domain & self._get_place_domain(dimension)

    def _get_belonging(self):
        """Return which of the values that can be added belong to this row, and what these are.

        Whatever this row stands for decides: its team and its salesperson for people and
        customers, its place for customers that may have documents elsewhere.

        :return: a domain, None where nothing tells them apart; a label, "" without a domain
        """
        self.ensure_one()
        # sudo: names and ids of what a row that the user can read stands for
        row = self.sudo()
        code = row._get_child_level().dimension
        if code == "salesperson" and row.team_id:
            return row._get_members_domain(), self.env._("Members of %s", row.team_id.name)
        if code != "customer":
            return None, ""
        if row.user_id:
            label = self.env._("Customers of %s", row.user_id.name)
            return Domain("user_id", "=", row.user_id.id), label
        if row.team_id:
            members = Domain("user_id", "any", row._get_members_domain())
            return members, self.env._("Customers of %s", row.team_id.name)
        for name in ("state_id", "country_id"):
            if row[name]:
                label = self.env._("Customers in %s", row[name].name)
                return Domain(name, "=", row[name].id), label
        return None, ""

    def _get_members_domain(self):
        """Return the domain of the people in this row's team, and in the teams below it."""
        in_team = Domain("crm_team_id", "child_of", self.team_id.id)
        return Domain("crm_team_member_ids", "any", in_team)

    def _get_refining_domain(self, name, taken):
        """Return the domain of values that refine this row's own and overlap none taken already."""
        above = self[name]
        others = taken - above
        domain = Domain.TRUE
        if others:
            domain = ~Domain("id", "child_of", others.ids) & ~Domain("id", "parent_of", others.ids)
        if not above:
            return domain
        itself = Domain("id", "=", above.id)
        if self._is_exact(name):
            return itself
        return itself | (Domain("id", "child_of", above.id) & domain)

    def _check_addable(self, dimension, values):
        """Raise unless rows can be added below this one for each of some records."""
        domain = self._get_addable_domain(dimension) & Domain("id", "in", values.ids)
        found = values.with_context(active_test=False).search(domain)
        unfit = (values - found).exists()
        if not unfit:
            return
        named = unfit._filtered_access("read")  # nobody learns names here that are hidden from them
        raise UserError(
            self.env._(
                "%(value)s cannot be added below %(row)s: it belongs elsewhere or is there "
                "already.",
                value=named[0].display_name if named else self.env._("What you chose"),
                row=self.display_name,
            )
        )

    def _get_plan_company_ids(self):
        return self.plan_id._get_company_ids()

    def _get_staff_company_ids(self):
        """Return the ids of the companies whose people can have rows: who sees a plan works in its
        own company, or in a branch of it."""
        return self.plan_id.company_id._get_branch_ids()

    def _get_place_domain(self, dimension):
        """Return the domain of values within what this row stands for: states of its country,
        customers of its industry, products of its category.

        Invoices count where the customer is, unless it is nowhere: then somewhere else. Orders and
        deals have addresses of their own, so that any customer may be below a country.
        """
        places = {
            "state": ("country_id",),
            "customer": ("industry_id", "sales_partner_id"),
        }
        domain = Domain.TRUE
        for name in places.get(dimension.code, ()):
            if self[name]:
                domain &= Domain(name, "=", self[name].id)
        if dimension.code == "customer" and self.plan_id.basis in (INVOICED, COLLECTED):
            for name in ("country_id", "state_id"):
                if self[name]:
                    domain &= Domain(name, "in", [self[name].id, False])
        if dimension.code == "product" and self.product_category_id:
            domain &= Domain("categ_id", "in", self._get_matching_ids("product_category_id"))
        return domain

    def _add_rows(self, value_ids):
        """Add a row below this one for each of some values of the next level.

        :param value_ids: ids of records of the next level's dimension
        :return: ids of the new rows
        """
        self.ensure_one()
        self.browse().check_access("create")
        level = self._get_child_level()
        if not level:
            raise UserError(self.env._("“%s” is on the last level of its plan.", self.display_name))
        name = BY_CODE[level.dimension].field
        self._check_addable(
            BY_CODE[level.dimension], self.env[BY_CODE[level.dimension].comodel].browse(value_ids)
        )
        return self.create([{"parent_id": self.id, name: value_id} for value_id in value_ids]).ids
