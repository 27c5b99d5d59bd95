from odoo import api, models
from odoo.fields import Domain
from odoo.tools import SQL

from ...queries.receivables import Scope
from ...queries.receivables_scope import OWED, of_kinds, of_teams, of_users
from .sales_receivable import SCOPE


class SalesReceivable(models.Model):
    """Receivables are looked for among the invoices that can be meant."""

    _inherit = "sales.receivable"

    @api.model
    def _search(self, domain, *args, bypass_access=False, **kwargs):
        asked = self._settle_filter(domain)
        if not (self.env.su or bypass_access):
            rules = self.env["ir.rule"]._compute_domain(self._name, "read")
            asked &= rules.optimize(self.sudo())
        parts = asked.children if getattr(asked, "OPERATOR", "") == "&" else [asked]
        told = [part for part in parts if self._is_of_invoices(part)]
        others = [part for part in parts if part not in told]
        scope = Scope(
            self._get_scope_of_all(others, bool(told)),
            any(self._is_narrow(part) for part in others),
            bool(told),
        )
        scoped = self.with_context(**{SCOPE: scope})
        return super(SalesReceivable, scoped)._search(
            domain, *args, bypass_access=bypass_access, **kwargs
        )

    @api.model
    def _is_of_invoices(self, condition):
        """Tell whether a condition leaves only instalments of invoices."""
        name, values = self._get_values(condition)
        if name == "kind":
            return values == ["invoice"]
        return name == "status" and OWED.issuperset(values)

    @api.model
    def _is_narrow(self, domain):
        """Tell whether a domain leaves only items that it names, or those of some salespeople."""
        operator = getattr(domain, "OPERATOR", "")
        if operator in ("&", "|"):
            parts = (self._is_narrow(part) for part in domain.children)
            return any(parts) if operator == "&" else all(parts)
        name, values = self._get_values(domain)
        return name in ("id", "user_id") and all(type(value) is int for value in values)

    @api.model
    def _get_scope(self, domain, is_document=False):
        """Return what a domain says of the entries whose items it can be true for, as SQL on
        ``move``; None where it says nothing of them.

        :param is_document: whether they are known to be invoices or credit notes
        """
        operator = getattr(domain, "OPERATOR", "")
        if operator == "&":
            return self._get_scope_of_all(domain.children, is_document)
        if operator == "|":
            found = [self._get_scope(part, is_document) for part in domain.children]
            return None if None in found else SQL("(%s)", SQL(" OR ").join(found))
        return self._get_scope_of_condition(domain, is_document)

    @api.model
    def _get_scope_of_all(self, parts, is_document):
        is_document = is_document or any(self._get_kinds_scope(part) for part in parts)
        found = [self._get_scope(part, is_document) for part in parts]
        found = [condition for condition in found if condition]
        return SQL("(%s)", SQL(" AND ").join(found)) if found else None

    @api.model
    def _get_kinds_scope(self, condition):
        """Return what a condition says of the kind of items."""
        if self._is_of_invoices(condition):
            return of_kinds(["invoice"])
        name, values = self._get_values(condition)
        return of_kinds(values) if name == "kind" else None

    @api.model
    def _get_scope_of_condition(self, condition, is_document):
        name, values = self._get_values(condition)
        if name == "user_id" and all(isinstance(value, (int, bool)) for value in values):
            return of_users(values, is_document)
        if name == "team_id" and values and all(type(value) is int for value in values):
            return of_teams(tuple(values))
        if name == "team_id" and isinstance(values, Domain):
            # sudo: which teams the user may read is for the domain itself to say
            teams = self.env["crm.team"].sudo().with_context(active_test=False)
            return of_teams(teams._search(values).subselect())
        return self._get_kinds_scope(condition)

    @api.model
    def _get_values(self, condition):
        """Return which field a condition is about, and what it may be: a list, or a domain of its
        records; no field for other conditions."""
        operator = getattr(condition, "operator", "")
        if operator == "in":
            return condition.field_expr, list(condition.value)
        if operator in ("any", "any!") and isinstance(condition.value, Domain):
            return condition.field_expr, condition.value
        return "", []
