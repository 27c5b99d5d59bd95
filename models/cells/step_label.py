from odoo import models
from odoo.tools import formatLang, get_lang


class SalesPlanStep(models.Model):
    """What a step did, in one sentence in the reader's language."""

    _inherit = "sales.plan.step"

    def _get_summary(self):
        """Return ``{"id", "label"}`` of a step, None of none."""
        return {"id": self.id, "label": self._get_label()} if self else None

    def _get_user_name(self):
        """Return who took a step, also where the user was deleted since."""
        return self.create_uid.name or self.env._("Deleted user")

    def _get_original(self):
        """Return the step that a chain of undoing and redoing is about."""
        step = self
        while step.undoes_id:
            step = step.undoes_id
        return step

    def _get_label(self, named=True):
        """Return the sentence.

        :param named: whether the reader may see which other rows and figures it was about
        """
        self.ensure_one()
        if self.kind in ("undo", "redo"):
            original = self._get_original()._get_label(named)
            if self.kind == "undo":
                return self.env._("Undone: %s", original)
            return self.env._("Redone: %s", original)
        data = {"row": "", "period": "", "count": 0, "rows": 1, **(self.data or {})}
        if not named:
            return self._get_nameless_label()
        describe = getattr(self, f"_describe_{self.kind}")
        return describe(data)

    def _get_nameless_label(self):
        if self.kind == "load":
            return self.env._("Loaded from actuals")
        if self.kind == "import":
            return self.env._("Imported from a spreadsheet")
        if self.kind == "keep_ended":
            return self.env._("Kept the targets of ended periods")
        return self.env._("Changed together with other cells")

    def _describe_rows(self, data):
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
        """Say how many cells."""
        if count == 1:
            return self.env._("1 cell")
        return self.env._("%s cells", formatLang(self.env, count, digits=0))

    def _describe_type(self, data):
        if "amount" not in data:
            cells = self._count_cells(data["count"])
            sentences = {
                "paste": self.env._("Pasted %s", cells),
                "fill": self.env._("Filled %s", cells),
                "clear": self.env._("Cleared %s", cells),
            }
            return sentences.get(data["source"], self.env._("Typed %s", cells))
        values = self._get_cell_names(data)
        if data["amount"] is None:
            return self.env._("Cleared %(row)s, %(period)s", **values)
        values["amount"] = self.plan_id._format_figure(data["amount"])
        if data["spread"]:
            return self.env._(
                "Typed %(amount)s for %(row)s, %(period)s, spread to the rows below", **values
            )
        return self.env._("Typed %(amount)s for %(row)s, %(period)s", **values)

    def _describe_spread(self, data):
        ways = {
            "current": self.env._("in proportion to current values"),
            "history": self.env._("by history"),
            "weights": self.env._("by weights"),
            "profile": self.env._("by a seasonal profile"),
            "days": self.env._("by working days"),
            "even": self.env._("evenly"),
            "equal": self.env._("evenly"),
            "pipeline": self.env._("by open pipeline"),
            "capacity": self.env._("by capacity"),
        }
        way = ways[data["mode"]]
        if data.get("is_corrected"):
            way = self.env._("%s, corrected by hand", way)
        if data.get("cushion"):
            more = self._format_number("%.15g", data["cushion"])
            way = self.env._("%(way)s, %(percent)s %% more than there is", way=way, percent=more)
        values = {"rows": self._describe_rows(data), "way": way}
        if data["direction"] == "below":
            return self.env._("Spread %(rows)s over the rows below %(way)s", **values)
        return self.env._("Spread %(rows)s over the periods %(way)s", **values)

    def _describe_copy(self, data):
        rows = self._describe_rows(data)
        step = self.env._("Copied %s from the past", rows)
        if data["from"]:
            step = self.env._("Copied %(rows)s from %(period)s", rows=rows, period=data["from"])
        if not data["percent"]:
            return step
        percent = self._format_number("%+.15g", data["percent"])
        return self.env._("%(step)s, %(percent)s %%", step=step, percent=percent)

    def _describe_round(self, data):
        to = self._format_number("%.15g", data["to"])
        return self.env._("Rounded %(rows)s to %(to)s", rows=self._describe_rows(data), to=to)

    def _format_number(self, form, number):
        """Write a number as the reader does, with no more decimals than it has."""
        lang = self.env["res.lang"].browse(get_lang(self.env).id)
        return lang.format(form, number, grouping=True)

    def _describe_discard(self, data):
        return self.env._("Took back what was not published in %s", self._describe_rows(data))

    def _describe_publish(self, data):
        rows = self._describe_rows(data)
        if data["what"] == "sums":
            return self.env._("Published %s as the sum of the rows below", rows)
        if data["what"] == "withdraw":
            return self.env._("Withdrew %s", rows)
        return self.env._("Published %s", rows)

    def _describe_hold(self, data):
        return self.env._(
            "Held %(cells)s of %(rows)s",
            cells=self._count_cells(data["count"]),
            rows=self._describe_rows(data),
        )

    def _describe_release(self, data):
        return self.env._(
            "Released %(cells)s of %(rows)s",
            cells=self._count_cells(data["count"]),
            rows=self._describe_rows(data),
        )

    def _describe_clear(self, data):
        return self.env._(
            "Cleared %(cells)s of %(rows)s",
            cells=self._count_cells(data["count"]),
            rows=self._describe_rows(data),
        )

    def _describe_note(self, data):
        values = self._get_cell_names(data)
        if data["text"]:
            return self.env._("Noted at %(row)s, %(period)s: %(text)s", text=data["text"], **values)
        return self.env._("Removed the note at %(row)s, %(period)s", **values)

    def _describe_add_rows(self, data):
        return self.env._(
            "Added below %(row)s: %(values)s",
            row=data["row"],
            values=self._shorten(data.get("values", ()), data["count"]),
        )

    def _shorten(self, names, count):
        text = ", ".join(names)
        if count > len(names):
            return self.env._("%(names)s and %(count)s more", names=text, count=count - len(names))
        return text

    def _describe_remove_rows(self, data):
        return self.env._("Removed %s", self._describe_rows(data))

    def _describe_load(self, data):
        if "basis" not in data:
            return self.env._("Loaded from actuals")
        bases = dict(self.plan_id._fields["basis"]._description_selection(self.env))
        return self.env._(
            "Loaded %(target)s from a history of %(history)s: %(basis)s",
            target=self.plan_id._format_figure(data["target"]),
            history=self.plan_id._format_figure(data["history"]),
            basis=bases[data["basis"]],
        )

    def _describe_import(self, data):
        return self.env._(
            "Imported %(cells)s from %(file)s",
            cells=self._count_cells(data["count"]),
            file=data["file"],
        )

    def _describe_keep_ended(self, data):
        return self.env._(
            "Kept the targets of %(plan)s up to %(period)s, which had ended",
            plan=data["plan"],
            period=data["period"],
        )

    def _describe_direct(self, data):
        return self.env._("Written outside of the planning table")
