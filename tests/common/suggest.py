from .table import TableCommon
from .table_calls import table_of


class SuggestCommon(TableCommon):
    """A wizard on rows of a plan, and what it shows."""

    def suggest(self, row=None, user=None, **values):
        """Return the wizard as the dialog of a row makes it."""
        row = row or self.total
        self.plan_of()
        suggest = (
            self.env["sales.plan.suggest"]
            .with_user(user or self.manager)
            .create(
                {"plan_id": row.plan_id.id, "allocation_id": row.id, "method": "equal", **values}
            )
        )
        self.env.flush_all()
        return suggest

    def shown_lines(self, suggest, name="suggested_amount"):
        return [round(line[name], 2) for line in suggest.line_ids]

    def words(self, suggest):
        return [plain(text) for text in suggest.line_ids.mapped("basis")]

    def notice(self, suggest):
        return plain(suggest.notice or "")

    def weigh(self, suggest, *weights):
        for line, weight in zip(suggest.line_ids, weights, strict=True):
            line.weight = weight

    def assertApplied(self, suggest):  # noqa: N802
        """Apply a wizard; assert that it writes to the cent what it shows; return the action."""
        shown = {line.allocation_id: line.suggested_amount for line in suggest.line_ids}
        action = suggest.action_apply()
        self.env.flush_all()
        self.env.invalidate_all()
        for row, amount in shown.items():
            self.assertEqual(self.shown(row, -1)[0] or 0, round(amount, 6))
        return action

    def last_label(self):
        return table_of(self.sales.with_user(self.manager)).open()["undo"]["label"]


def plain(text):
    return text.replace("\N{NO-BREAK SPACE}", " ")
