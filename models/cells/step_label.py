from odoo import models
from odoo.tools import format_list, formatLang

from ..org.numbers import format_number

#: The sentence of each kind of step: ``{kind: (function of the step and its data, nameless)}``, see
#: :func:`describes`. Whoever adds a kind of step adds its sentence.
SENTENCES = {}


def _say_nameless(env):
    return env._("Changed together with other cells")


def describes(kind, nameless=_say_nameless):
    """Register a function as the one that describes steps of a kind.

    It takes the step and its data, in which ``row``, ``period``, ``count`` and ``rows`` always
    exist, and returns one sentence in the reader's language.

    :param nameless: function of an environment that returns a sentence for those who may not see
        all rows and amounts of a step; it names none of them
    """

    def remember(function):
        SENTENCES[kind] = (function, nameless)
        return function

    return remember


class SalesPlanStep(models.Model):
    """Describes a step in one sentence in the reader's language."""

    _inherit = "sales.plan.step"

    def _get_summary(self):
        """Return ``{"id", "label"}`` of a step, None for an empty record."""
        return {"id": self.id, "label": self._get_label()} if self else None

    def _get_user_name(self):
        """Return the name of who took a step; a deleted user is called that."""
        return self.create_uid.name or self.env._("Deleted user")

    def _get_original(self):
        """Return the edit that this step, an undo or a redo, undoes or does again."""
        step = self
        while step.undoes_id:
            step = step.undoes_id
        return step

    def _get_label(self, named=True):
        """Return the sentence about the step.

        :param named: whether the reader may see all rows and amounts that the step was about
        """
        self.ensure_one()
        if self.kind in ("undo", "redo"):
            original = self._get_original()._get_label(named)
            if self.kind == "undo":
                return self.env._("Undone: %s", original)
            return self.env._("Redone: %s", original)
        data = {"row": "", "period": "", "count": 0, "rows": 1, **(self.data or {})}
        describe, nameless = SENTENCES[self.kind]
        label = describe(self, data) if named else nameless(self.env)
        if named and data.get("raised"):
            return self.env._("%s; the rows above followed", label)
        return label

    def _name_rows(self, data):
        if data["rows"] == 2:
            return self.env._("%s and 1 more row", data["row"])
        if data["rows"] > 2:
            return self.env._(
                "%(row)s and %(count)s more rows", row=data["row"], count=data["rows"] - 1
            )
        return data["row"]

    def _get_cell_names(self, data):
        return {"row": data["row"], "period": data["period"] or self.env._("all periods")}

    def _count_cells(self, count):
        """Return a number of cells as text."""
        if count == 1:
            return self.env._("1 cell")
        return self.env._("%s cells", formatLang(self.env, count, digits=0))

    def _format_number(self, form, number):
        """Return a number in the reader's format, with no more decimals than it has."""
        return format_number(self.env, number, form)

    def _shorten(self, names, count):
        text = ", ".join(names)
        if count > len(names):
            return self.env._("%(names)s and %(count)s more", names=text, count=count - len(names))
        return text


@describes("type")
def _describe_type(step, data):
    if "amount" not in data:
        cells = step._count_cells(data["count"])
        sentences = {
            "paste": step.env._("Pasted %s", cells),
            "fill": step.env._("Filled %s", cells),
            "clear": step.env._("Cleared %s", cells),
        }
        return sentences.get(data["source"], step.env._("Typed %s", cells))
    values = step._get_cell_names(data)
    if data["amount"] is None:
        return step.env._("Cleared %(row)s, %(period)s", **values)
    values["amount"] = step.plan_id._format_figure(data["amount"])
    if data["spread"]:
        return step.env._(
            "Typed %(amount)s for %(row)s, %(period)s, spread to the rows below", **values
        )
    return step.env._("Typed %(amount)s for %(row)s, %(period)s", **values)


@describes("spread")
def _describe_spread(step, data):
    ways = {
        "current": step.env._("in proportion to current values"),
        "history": step.env._("by history"),
        "weights": step.env._("by weights"),
        "profile": step.env._("by a seasonal profile"),
        "days": step.env._("by working days"),
        "row": step.env._("like %s", data.get("like", "")),
        "even": step.env._("evenly"),
        "equal": step.env._("evenly"),
        "pipeline": step.env._("by open pipeline"),
        "capacity": step.env._("by capacity"),
    }
    if data["mode"] == "mix":
        parts = [
            step.env._(
                "%(way)s (%(percent)s%%)",
                way=ways[way],
                percent=step._format_number("%.15g", share),
            )
            for way, share in data["shares"]
        ]
        ways["mix"] = format_list(step.env, parts)
    way = ways[data["mode"]]
    if data.get("is_corrected"):
        way = step.env._("%s, corrected by hand", way)
    if data.get("cushion"):
        more = step._format_number("%.15g", data["cushion"])
        way = step.env._("%(way)s, %(percent)s%% more than there is", way=way, percent=more)
    values = {"rows": step._name_rows(data), "way": way}
    if data["direction"] == "below":
        return step.env._("Spread %(rows)s over the rows below %(way)s", **values)
    return step.env._("Spread %(rows)s over the periods %(way)s", **values)


@describes("copy")
def _describe_copy(step, data):
    rows = step._name_rows(data)
    copied = step.env._("Copied %s from the past", rows)
    if data["from"]:
        copied = step.env._("Copied %(rows)s from %(period)s", rows=rows, period=data["from"])
    if not data["percent"]:
        return copied
    percent = step._format_number("%+.15g", data["percent"])
    return step.env._("%(step)s, %(percent)s%%", step=copied, percent=percent)


@describes("round")
def _describe_round(step, data):
    to = step._format_number("%.15g", data["to"])
    return step.env._("Rounded %(rows)s to %(to)s", rows=step._name_rows(data), to=to)


@describes("discard")
def _describe_discard(step, data):
    return step.env._("Took back what was not published in %s", step._name_rows(data))


@describes("publish")
def _describe_publish(step, data):
    rows = step._name_rows(data)
    if data["what"] == "sums":
        return step.env._("Published %s as the sum of the rows below", rows)
    if data["what"] == "withdraw":
        return step.env._("Withdrew %s", rows)
    return step.env._("Published %s", rows)


@describes("hold")
def _describe_hold(step, data):
    return step.env._(
        "Held %(cells)s of %(rows)s",
        cells=step._count_cells(data["count"]),
        rows=step._name_rows(data),
    )


@describes("release")
def _describe_release(step, data):
    return step.env._(
        "Released %(cells)s of %(rows)s",
        cells=step._count_cells(data["count"]),
        rows=step._name_rows(data),
    )


@describes("clear")
def _describe_clear(step, data):
    return step.env._(
        "Cleared %(cells)s of %(rows)s",
        cells=step._count_cells(data["count"]),
        rows=step._name_rows(data),
    )


@describes("sum")
def _describe_sum(step, data):
    return step.env._("Set %s to the sum of the rows below", step._name_rows(data))


@describes("note")
def _describe_note(step, data):
    values = step._get_cell_names(data)
    if data["text"]:
        return step.env._("Noted at %(row)s, %(period)s: %(text)s", text=data["text"], **values)
    return step.env._("Removed the note at %(row)s, %(period)s", **values)


@describes("items")
def _describe_items(step, data):
    values = step._get_cell_names(data)
    if not data["count"]:
        return step.env._("Removed the items of %(row)s, %(period)s", **values)
    values["amount"] = step.plan_id._format_figure(data["amount"])
    return step.env._("Made %(row)s, %(period)s of items: %(amount)s", **values)


@describes("add_rows")
def _describe_add_rows(step, data):
    return step.env._(
        "Added below %(row)s: %(values)s",
        row=data["row"],
        values=step._shorten(data.get("values", ()), data["count"]),
    )


@describes("remove_rows")
def _describe_remove_rows(step, data):
    return step.env._("Removed %s", step._name_rows(data))


@describes("load", nameless=lambda env: env._("Loaded from actuals"))
def _describe_load(step, data):
    if "basis" not in data:
        return step.env._("Loaded from actuals")
    bases = dict(step.plan_id._fields["basis"]._description_selection(step.env))
    return step.env._(
        "Loaded %(target)s from a history of %(history)s: %(basis)s",
        target=step.plan_id._format_figure(data["target"]),
        history=step.plan_id._format_figure(data["history"]),
        basis=bases[data["basis"]],
    )


@describes("import", nameless=lambda env: env._("Imported from a spreadsheet"))
def _describe_import(step, data):
    return step.env._(
        "Imported %(cells)s from %(file)s",
        cells=step._count_cells(data["count"]),
        file=data["file"],
    )


@describes("keep_ended", nameless=lambda env: env._("Kept the targets of ended periods"))
def _describe_keep_ended(step, data):
    return step.env._(
        "Kept the targets of %(plan)s up to %(period)s, which had ended",
        plan=data["plan"],
        period=data["period"],
    )


@describes("direct")
def _describe_direct(step, data):
    return step.env._("Written outside of the planning table")
