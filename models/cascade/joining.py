from collections import defaultdict

from odoo import api, models

from ...tools.joining import add_amounts, join_events


class SalesPlanJoining(models.AbstractModel):
    """What was published and answered when rows become one."""

    _inherit = "sales.plan.joining"

    @api.model
    def _check_join(self, plan, rows):
        super()._check_join(plan, rows)
        if not plan.is_cascaded or plan.state != "confirmed" or not plan.active:
            return
        published = rows.filtered("is_published")
        if len(published.responsible_id) > 1:
            sentence = self.env._(
                "%(names)s cannot become one in “%(plan)s”: they are published to %(owners)s. "
                "Withdraw all but one of them first.",
                names=self._name_rows(rows),
                plan=plan.display_name,
                owners=", ".join(published.responsible_id.mapped("name")),
            )
            raise self._get_refusal(plan, rows, sentence)
        open_answers = self.env["sales.plan.answer"].search(
            [("allocation_id", "in", rows.ids), ("state", "=", "open")]
        )
        if open_answers:
            sentence = self.env._(
                "%(names)s cannot become one in “%(plan)s”: %(user)s has proposed another "
                "target for %(row)s. Decide that first.",
                names=self._name_rows(rows),
                plan=plan.display_name,
                user=open_answers[0].user_id.name,
                row=open_answers[0].allocation_id.display_name,
            )
            raise self._get_refusal(plan, rows, sentence)

    @api.model
    def _join_records(self, plan, rows):
        result = super()._join_records(plan, rows)
        # plans that are over: nobody decides any more, and a row has one open answer
        answers = self.env["sales.plan.answer"].search(
            [("allocation_id", "in", rows.ids), ("state", "=", "open")]
        )
        answers[1:].write({"state": "lapsed"})
        self.env.flush_all()
        self._join_publication_lines(plan, rows)
        return result

    @api.model
    def _join_publication_lines(self, plan, rows):
        """Let publications tell of one row what they told of several, in sum."""
        found = self.env["sales.plan.publication.line"].search([("allocation_id", "in", rows.ids)])
        publications = defaultdict(dict)
        for line in found.sorted(lambda line: (-line.publication_id.id, -line.id)):
            publications[line.publication_id].setdefault(line.allocation_id.id, line)
        events = [
            {
                row_id: {period: (before, after) for period, before, after in line.cells or ()}
                for row_id, line in lines.items()
            }
            for lines in publications.values()
        ]
        current = self._get_published_amounts(plan, rows)
        joined = join_events(rows.ids, events, current, add_amounts)
        for lines, changes in zip(publications.values(), joined, strict=True):
            self._write_publication_line(rows, lines, changes)
        self.env.flush_all()

    @api.model
    def _get_published_amounts(self, plan, rows):
        """Return what is in force as publications tell it, by period and in total (None)."""
        cells = self._read_layers(plan, rows.ids)["target"]
        amounts = {key: cell.amount for key, cell in cells.items()}
        for row in rows:
            own = [amount for (row_id, __), amount in amounts.items() if row_id == row.id]
            amounts[row.id, None] = add_amounts(own)
        return amounts

    @api.model
    def _write_publication_line(self, rows, lines, changes):
        """Keep one line of a publication for rows that become one.

        :param lines: ``{row id: line}``
        :param changes: ``{period id or None: (before, after)}``
        """
        kept = lines.get(rows[0].id) or next(iter(lines.values()))
        others = self.env["sales.plan.publication.line"].union(*lines.values()) - kept
        cells = [
            [period, *(None if amount is None else float(amount) for amount in change)]
            for period, change in changes.items()
        ]
        before, after = changes.get(None, (None, None))
        warnings = dict.fromkeys(line.warning for line in (kept | others) if line.warning)
        kept.write(
            {
                "kind": self._join_kinds((kept | others).mapped("kind"), before, cells),
                "amount_before": before and float(before),
                "amount_after": after and float(after),
                "cells": cells,
                "warning": "\n".join(warnings) or False,
                "allocation_id": rows[0].id,
            }
        )
        others.unlink()

    @staticmethod
    def _join_kinds(kinds, before, cells):
        """Return what a publication did to a row that several become."""
        if len(set(kinds)) == 1 and (kinds[0] != "new" or before is None):
            return kinds[0]
        if before is None:
            return "new"
        return "changed" if any(was != now for __, was, now in cells) else "kept"
