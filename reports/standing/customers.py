from collections import defaultdict

from odoo import api, models
from odoo.fields import Domain

from ...queries.landing_rows import row_sums
from ...tools import cockpit

#: So many customers stand on a page.
CUSTOMERS_PRINTED = 8


class SalesCockpit(models.AbstractModel):
    """The customers of several standings, those with the largest gap first."""

    _inherit = "sales.cockpit"

    @api.model
    def _list_customers(self, standings, reads, most=CUSTOMERS_PRINTED):
        """Return the customers of each of several standings of one plan in one span.

        Those without a target come after all that have one, the largest first. A fixed number of
        queries serves all standings.

        :param most: how many are listed of each standing; None for all
        :return: ``[[{partner_id, partner, target, actual, gap, bought_on}, …], …]``; nothing for
            what is planned for a single customer
        """
        targets, counted = (
            self._read_planned_customers(standings, reads),
            self._read_counted_customers(standings),
        )
        ids = {partner_id for found in (*targets, *counted) for partner_id in found}
        readable = set(self.env["res.partner"].browse(ids).exists()._filtered_access("read").ids)
        chosen = [
            self._choose_customers(standing, planned, actual, readable, most)
            for standing, planned, actual in zip(standings, targets, counted, strict=True)
        ]
        return self._name_customers(standings[0], chosen)

    @api.model
    def _read_counted_customers(self, standings):
        """Return what customers have counted in each standing: ``[{partner id: amount}, …]``."""
        [first, *__] = standings
        frame = self._get_deep_frame(standings)
        wanted = self._find_standings(standings, frame)
        found = [defaultdict(float) for __ in standings]
        query = frame.facts({*frame.levels, "customer"}, date_from=first.first, date_to=first.last)
        self.env["sales.actual"]._flush_sources()
        rows = self.env.execute_query(row_sums(frame, query, "partner_id"))
        for row_id, partner_id, amount in rows:
            for place in wanted.get(row_id, ()) if partner_id else ():
                found[place][partner_id] += amount or 0.0
        return found

    @api.model
    def _read_planned_customers(self, standings, reads):
        """Return what is planned for customers in each standing, as far as the user sees their
        rows: ``[{partner id: amount}, …]``; of rows below each other the highest counts."""
        [first, *__] = standings
        rows = self.env["sales.plan.allocation"].search_fetch(
            Domain("plan_id", "=", first.plan.id)
            & Domain("level_id.dimension", "=", "customer")
            & Domain("id", "child_of", self._join_rows(standings).ids),
            ["partner_id", "parent_path"],
        )
        targets = self._read_targets(first.plan, rows.ids)
        wanted = self._find_standings(standings, self._get_deep_frame(standings))
        found, taken = [defaultdict(float) for __ in standings], set()
        # sudo: whose rows they are
        for row in rows.sudo().sorted(lambda row: (row.parent_path.count("/"), row.id)):
            above = {int(part) for part in row.parent_path.split("/")[:-2]}
            planned = cockpit.planned(reads[0].pieces, targets.get(row.id, {}))
            if planned is None or above & taken:
                continue
            taken.add(row.id)
            for place in wanted.get(row.id, ()):
                found[place][row.partner_id.id] += planned
        return found

    @api.model
    def _choose_customers(self, standing, planned, counted, readable, most):
        # sudo: whose row it is, is known to who sees it
        if standing.rows.sudo().partner_id:
            return []
        rounded = standing.currency.round
        lines = []
        for partner_id in {*planned, *counted} & readable:
            target, actual = planned.get(partner_id), rounded(counted.get(partner_id, 0.0))
            target = None if target is None else rounded(target)
            gap = None if target is None else rounded(actual - target)
            lines.append({"partner_id": partner_id, "target": target, "actual": actual, "gap": gap})
        lines.sort(
            key=lambda line: (
                line["gap"] is None,
                -line["actual"] if line["gap"] is None else line["gap"],
                line["partner_id"],
            )
        )
        return lines[:most]

    @api.model
    def _name_customers(self, standing, chosen):
        """Add to customers what they are called and when they bought last."""
        ids = list(dict.fromkeys(line["partner_id"] for lines in chosen for line in lines))
        partners = self.env["res.partner"].browse(ids)
        names = {partner.id: partner.display_name for partner in partners}
        efforts = self._read_efforts(standing, partners)
        for line in (line for lines in chosen for line in lines):
            effort = efforts.get(line["partner_id"])
            line["partner"] = names[line["partner_id"]]
            line["bought_on"] = effort.bought_on if effort and effort.bought_on else None
        return chosen
