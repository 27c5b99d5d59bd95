from odoo import fields, models
from odoo.tools import SQL, format_date

from ...queries.origin import REBUILT
from ..org.numbers import format_number

#: Fields whose changes are described, in this order.
_TOLD = (
    "status",
    "stage_id",
    "amount",
    "probability",
    "date_deadline",
    "category_id",
    "is_included",
    "user_id",
    "team_id",
    "company_id",
)
#: Of these nothing is known before a deal was recorded: that they became known is no change.
_UNTOLD = ("probability", "date_deadline", "category_id", "is_included")


class CrmLeadHistory(models.Model):
    """What a version changed, in words: ``Stage: New → Won; Expected Revenue: 10 → 12``."""

    _inherit = "crm.lead.history"

    changes = fields.Text("What Changed", compute="_compute_changes")

    def _compute_changes(self):
        """Compare each version with the one before it that the reader may see.

        One query for all, and one for each kind of record that has to be named.
        """
        found = {row["id"]: row for row in self._read_with_previous()}
        for version in self:
            row = found.get(version.id or version._origin.id)
            version.changes = self._describe_version(row) if row else False

    def _read_with_previous(self):
        """Return the values of these versions and those before them (``previous_…``)."""
        visible = self._search([("deal_number", "in", self.mapped("deal_number"))])
        names = ("id", "is_first", "valid_to", "origin", *_TOLD)
        previous = [f"previous_{name}" for name in ("id", "origin", *_TOLD)]
        query = SQL(
            """SELECT %(names)s, %(previous)s, has_next FROM (
                   SELECT %(names)s, %(lags)s,
                          LEAD(id) OVER of_deal IS NOT NULL AS has_next
                     FROM crm_lead_history
                    WHERE id IN %(visible)s
                   WINDOW of_deal AS (PARTITION BY deal_number ORDER BY valid_from, id)
               ) version WHERE id IN %(ids)s""",
            names=SQL(", ").join(map(SQL.identifier, names)),
            previous=SQL(", ").join(map(SQL.identifier, previous)),
            lags=SQL(", ").join(
                SQL("LAG(%s) OVER of_deal AS %s", SQL.identifier(name), SQL.identifier(as_name))
                for name, as_name in zip(("id", "origin", *_TOLD), previous, strict=True)
            ),
            visible=visible.subselect(),
            ids=tuple(self.ids) or (None,),
        )
        columns = (*names, *previous, "has_next")
        return [dict(zip(columns, row, strict=True)) for row in self.env.execute_query(query)]

    def _describe_version(self, row):
        """Return the sentence about one version."""
        if row["previous_id"]:
            words = [
                self.env._(
                    "%(what)s: %(before)s → %(after)s",
                    what=self._fields[name]._description_string(self.env),
                    before=self._format_value(name, row[f"previous_{name}"], row),
                    after=self._format_value(name, row[name], row),
                )
                for name in self._get_compared(row)
                if row[name] != row[f"previous_{name}"]
            ]
            if row["origin"] == "installed":
                words.insert(0, self.env._("Recorded from here on"))
        elif row["is_first"]:
            words = [self._describe_first(row)]
        else:
            words = [self.env._("Came from somebody else")]
        if row["valid_to"] and not row["has_next"] and self._is_deleted(row["id"]):
            words.append(self.env._("then deleted"))
        return "; ".join(words)

    def _get_compared(self, row):
        """Return the names of the values that are known of a version and of the one before."""
        is_known = not {row["origin"], row["previous_origin"]} & set(REBUILT)
        return [name for name in _TOLD if is_known or name not in _UNTOLD]

    def _describe_first(self, row):
        amount = self._format_value("amount", row["amount"], row)
        if row["origin"] == "installed":
            return self.env._("Recorded from here on: %s", amount)
        return self.env._("First version: %s", amount)

    def _is_deleted(self, version_id):
        return not self.browse(version_id).lead_id

    def _format_value(self, name, value, row):
        """Return a value as text, in the reader's language."""
        field = self._fields[name]
        if field.type == "boolean":
            return self.env._("Yes") if value else self.env._("No")
        if field.type == "selection":
            return dict(field._description_selection(self.env)).get(value, "–")
        if name == "amount":
            company = self.env["res.company"].browse(row["company_id"]) or self.env.company
            # sudo: the currency of a version that is seen
            return company.sudo().currency_id.format(value or 0)
        if name == "probability":
            return self.env._("%(number)s%%", number=format_number(self.env, value or 0, "%g"))
        if value is None:
            return "–"
        if field.type == "date":
            return format_date(self.env, value)
        # sudo: named as many2one fields name what they refer to
        return self.env[field.comodel_name].sudo().browse(value).display_name
