from dataclasses import dataclass, field

from odoo import api, fields, models
from odoo.exceptions import UserError
from odoo.fields import Domain

from ...models.org.arguments import takes
from ...models.org.numbers import format_number
from ...queries.cockpit import facts_by_value
from ...queries.dimensions import BY_CODE
from ...tools import cockpit
from ...tools.arguments import an_id
from ...tools.balance import balance
from .request import A_COCKPIT

#: What figures can be told apart by besides the levels of a plan.
BESIDE = ("team", "country", "state", "industry", "product_category")
#: So many parts are shown each, the others added up; more would not be looked at.
MOST_BEHIND = 12
MOST_AHEAD = 6
#: The part that is in none of the others.
ELSEWHERE = 0


@dataclass
class Part:
    """A team, a country, whatever figures are told apart by.

    :ivar actual: what it has
    :ivar due: what it should have by today; where nothing is planned by it, what it had on the same
        days a year before
    :ivar row_ids: its rows in the plan
    """

    name: str = ""
    actual: float = 0.0
    due: float = 0.0
    row_ids: list[int] = field(default_factory=list)


class SalesCockpit(models.AbstractModel):
    """Which parts make the gap, by team, region, division or segment, and which ones hide it."""

    _inherit = "sales.cockpit"

    @api.readonly
    @api.model
    @takes(request=A_COCKPIT)
    def cockpit_breakdown(self, request=None):
        """Return which parts are behind what is expected by today, and which ones are ahead.

        Parts are the rows of a level of the plan, or what documents are told apart by, of which
        nothing is planned: these are held against the same days a year before.

        :param request: as for :meth:`cockpit_open`, and ``by``: a dimension, the first level below
            what is looked at without
        :return: ``{"by", "choices": [{by, label}, …], "is_planned": whether it is held against the
            plan, "text": [sentence, …], "behind", "ahead": [{value_id, name, row_id, actual, due,
            difference: above zero, share: of all that is missing up to here}, …], "others":
            {count, difference} of those behind that are not shown, "missing", "surplus"}``; nothing
            where nothing is compared, and before the span begins
        """
        standing = self._stand(request)
        if standing is None or standing.is_ahead or not self._get_below(standing):
            return {}
        levels, choices, by = self._choose_by(standing, request)
        if not by:
            return {}
        parts = (
            self._read_level(standing, levels[by])
            if by in levels
            else self._read_beside(standing, by)
        )
        return {
            "by": by,
            "choices": [{"by": code, "label": self._name_dimension(code)} for code in choices],
            "is_planned": by in levels,
            **self._prepare_balance(standing, parts, by in levels),
        }

    @api.readonly
    @api.model
    @takes(request=A_COCKPIT, value_id=an_id)
    def cockpit_open_part(self, request, value_id):
        """Return the action that opens the documents of a part, up to today."""
        standing = self._stand_somewhere(request)
        levels, __, by = self._choose_by(standing, request)
        if not by:
            raise UserError(self.env._("There is nothing to tell apart here; reload the page."))
        dimension = BY_CODE[by]
        operator = dimension.domain_operator if by in levels else "in"
        action = self.cockpit_open_documents(request, standing.basis)
        since = fields.Date.to_string(standing.first) if by not in levels else False
        domain = self._get_facts_domain(standing, standing.basis, since)
        return {
            **action,
            "domain": list(domain & Domain(dimension.field, operator, [value_id])),
        }

    # What it can be told apart by ---------------------------------------------

    @api.model
    def _get_levels(self, standing):
        """Return the levels of the plan below what is looked at, its own one among them where it is
        several rows: ``{dimension: level}``."""
        # sudo: the shape of the plan
        depth = max(len(row._get_ancestors()) for row in standing.rows.sudo())
        depth -= len(standing.rows) > 1
        found = {}
        for level in standing.plan.level_ids[depth:]:
            found.setdefault(level.dimension, level)
        return found

    @api.model
    def _get_beside(self, standing):
        """Return what else documents can be told apart by, unless all of them have the same."""
        told = set(standing.plan.level_ids.mapped("dimension"))
        told.update(code for frame in self._get_frames(standing) for code, __ in frame.scope)
        return [code for code in BESIDE if code not in told]

    @api.model
    def _choose_by(self, standing, request):
        """Return the levels and all dimensions that there are to choose from, and the one that is
        asked for, else the first; False without any."""
        levels = self._get_levels(standing)
        choices = [*levels, *self._get_beside(standing)]
        by = (request or {}).get("by")
        return levels, choices, by if by in choices else next(iter(choices), False)

    @api.model
    def _name_dimension(self, code):
        field = self.env["sales.actual"]._fields[BY_CODE[code].field]
        return field._description_string(self.env)

    # Parts --------------------------------------------------------------------

    @api.model
    def _read_level(self, standing, level):
        """Return the rows of a level, by what they stand for, and what is in none of them:
        ``{value id: Part}``. Two queries, however many rows there are."""
        rows = self.env["sales.plan.allocation"].search(
            Domain("level_id", "=", level.id) & Domain("id", "child_of", standing.rows.ids)
        )
        targets = self._read_targets(standing.plan, [*standing.rows.ids, *rows.ids])
        due = self._get_due(standing, targets)
        actual, total = self._read_level_actuals(standing, level)
        parts, name = {}, BY_CODE[level.dimension].field
        # sudo: the values of rows that the user sees
        for row in rows.sudo():
            part = parts.setdefault(row[name].id, Part())
            part.row_ids.append(row.id)
            part.actual += actual.get(row.id, 0.0)
            part.due += due.get(row.id, 0.0)
        parts[ELSEWHERE] = Part(
            self.env._("In no row of this level"),
            total - sum(part.actual for part in parts.values()),
            sum(due.get(row_id, 0.0) for row_id in standing.rows.ids)
            - sum(part.due for part in parts.values()),
        )
        return parts

    @api.model
    def _get_due(self, standing, targets):
        """Return what rows should have by today: ``{row id: amount}``."""
        due = cockpit.due(
            self._get_pieces(standing),
            standing.today,
            self._get_calendar(standing),
            self._read_curve(standing),
        )
        return {row_id: cockpit.due_line([due], amounts)[0] for row_id, amounts in targets.items()}

    @api.model
    def _read_level_actuals(self, standing, level):
        """Return what rows of a level have, ``{row id: amount}``, and what there is in all."""
        depth = standing.plan.level_ids.ids.index(level.id) + 1
        frames = [
            self._cut_frame(frame, standing, depth, standing.basis)
            for frame in self._get_frames(standing)
        ]
        found = {}
        for row_id, amount, __ in self.env["sales.plan.figures"]._read_frame_actuals(frames):
            found[row_id] = found.get(row_id, 0.0) + amount
        return found, found.get(standing.plan.root_id.id, 0.0)

    @api.model
    def _read_beside(self, standing, by):
        """Return what documents have by some value, and had on the same days a year before:
        ``{value id: Part}``, in one query."""
        now = {"date_from": standing.first, "date_to": min(standing.today, standing.last)}
        before = {name: fields.Date.subtract(day, years=1) for name, day in now.items()}
        questions = [
            (label, frame.facts((by,), **span))
            for label, span in (("now", now), ("before", before))
            for frame in self._get_frames(standing)
        ]
        self.env["sales.actual"]._flush_sources()
        dimension, parts = BY_CODE[by], {}
        for label, value_id, amount in self.env.execute_query(
            facts_by_value(questions, dimension.field)
        ):
            part = parts.setdefault(value_id or ELSEWHERE, Part())
            if label == "now":
                part.actual += amount or 0.0
            else:
                part.due += amount or 0.0
        return self._name_parts(dimension, parts)

    @api.model
    def _name_parts(self, dimension, parts):
        """Give parts the names of what they stand for; what the user may not read has none."""
        values = self.env[dimension.comodel].with_context(active_test=False)
        readable = values.browse(key for key in parts if key).exists()._filtered_access("read")
        names = {value.id: value.display_name for value in readable}
        elsewhere = Part(self.env._("None of these"))
        named = {}
        for key, part in parts.items():
            if key in names:
                named[key] = part
                part.name = names[key]
            else:
                elsewhere.actual += part.actual
                elsewhere.due += part.due
        return {**named, ELSEWHERE: elsewhere}

    # For clients --------------------------------------------------------------

    @api.model
    def _prepare_balance(self, standing, parts, is_planned):
        rounded = standing.currency.round
        found = balance({key: rounded(part.actual - part.due) for key, part in parts.items()})
        behind, ahead = found.behind[:MOST_BEHIND], found.ahead[:MOST_AHEAD]
        shown = self._describe_parts(standing, {key: parts[key] for key, *__ in (*behind, *ahead)})
        return {
            "behind": [
                {**shown[key], "difference": amount, "share": share}
                for key, amount, share in behind
            ],
            "ahead": [{**shown[key], "difference": amount} for key, amount in ahead],
            "others": {
                "count": len(found.behind[MOST_BEHIND:]),
                "difference": rounded(sum(amount for __, amount, __ in found.behind[MOST_BEHIND:])),
            },
            "missing": rounded(found.missing),
            "surplus": rounded(found.surplus),
            "text": self._say_balance(standing, found, is_planned),
        }

    @api.model
    def _describe_parts(self, standing, parts):
        """Describe the parts that are shown; only these are given the names of their rows."""
        rows = standing.rows.browse(
            [row_id for part in parts.values() for row_id in part.row_ids[:1]]
        )
        names = {row.id: row.name for row in rows}
        rounded = standing.currency.round
        return {
            key: {
                "value_id": key or False,
                "name": part.name or names[part.row_ids[0]],
                "row_id": part.row_ids[0] if len(part.row_ids) == 1 else False,
                "actual": rounded(part.actual),
                "due": rounded(part.due),
            }
            for key, part in parts.items()
        }

    @api.model
    def _say_balance(self, standing, found, is_planned):
        """Say how much is missing in how many parts, and how much of it others hide."""
        if not found.behind:
            return [
                self.env._("No row is behind what is expected by today.")
                if is_planned
                else self.env._("No row is behind the same days a year before.")
            ]
        values = {
            "amount": self._format_amount(standing, found.missing),
            "count": format_number(self.env, len(found.behind)),
            "all": format_number(self.env, len(found.behind) + len(found.ahead)),
        }
        texts = [
            self.env._("%(amount)s less than expected by today in %(count)s of %(all)s.", **values)
            if is_planned
            else self.env._(
                "%(amount)s less than on the same days a year before in %(count)s of %(all)s.",
                **values,
            )
        ]
        if found.few < len(found.behind):
            few = format_number(self.env, found.few)
            texts.append(self.env._("Four fifths of it are in the largest %s.", few))
        return [*texts, *self._say_hidden(standing, found)]

    @api.model
    def _say_hidden(self, standing, found):
        if not found.ahead:
            return []
        surplus = self._format_amount(standing, found.surplus)
        if found.net >= 0:
            return [self.env._("%s more in the others hides all of it in the sum.", surplus)]
        return [
            self.env._(
                "%(surplus)s more in the others hides a part of it: in the sum only %(net)s are "
                "missing.",
                surplus=surplus,
                net=self._format_amount(standing, -found.net),
            )
        ]
