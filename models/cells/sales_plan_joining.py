from collections import defaultdict
from dataclasses import dataclass

from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL, Query

from ...queries.dimensions import DIMENSIONS, FIELDS
from ...tools.joining import find_joins, get_effective, join_cells
from ...tools.tree import order_by_level
from ..org.raised import raised
from .sales_plan_cells import LAYERS

_HIERARCHICAL = frozenset(dimension.field for dimension in DIMENSIONS if dimension.hierarchical)


@dataclass
class Joined:
    """The rows of one plan that become one, because what they stand for is merged.

    :ivar joins: ``{id of a row that goes: id of the row that it becomes}``
    :ivar parents: the row above each row that is concerned, and above each below it
    """

    plan: object
    joins: dict
    parents: dict

    @property
    def groups(self):
        """The rows that become one, the lowest first: ``{id that stays: [it, ids that go]}``."""
        depths = {row: depth for depth, row in enumerate(order_by_level(self.parents))}
        groups = {}
        for gone, kept in self.joins.items():
            groups.setdefault(kept, [kept]).append(gone)
        return dict(sorted(groups.items(), key=lambda group: -depths[group[0]]))


class SalesPlanJoining(models.AbstractModel):
    """Lets rows of plans become one when what they stand for is merged: two customers, say.

    Rows that stand side by side become one, with all below them that stand for the same; rows in
    different places of a plan stay where they are. Amounts add up, in force and working; notes,
    holds and steps stay. So no sum above the rows changes. All plans are concerned, also those that
    are closed, archived, or of companies that whoever merges does not see: the values are gone
    everywhere.
    """

    _name = "sales.plan.joining"
    _description = "Joining of Rows of Sales Plans"

    @api.model
    def _check_merge(self, sources, target):
        """Raise, before anything happens, unless the rows of merged records can become one.

        :param sources: the records that will be gone
        :param target: the record that they become
        """
        joining = self._for_everybody()
        mappings = joining._get_mappings(sources, target)
        for joined in joining._find_joined(mappings):
            for row_ids in joined.groups.values():
                rows = joining.env["sales.plan.allocation"].browse(row_ids)
                joining._check_join(joined.plan, rows)

    @api.model
    def _merge_values(self, sources, target):
        """Let all rows of merged records stand for the one that stays; join rows where they must.

        Called before the records that are merged away are deleted, as :meth:`_check_merge`.
        """
        joining = self._for_everybody()
        mappings = joining._get_mappings(sources, target)
        if not mappings:
            return
        joining._check_merge(sources, target)
        for joined in joining._find_joined(mappings):
            joining._join(joined)
        joining._change_values(mappings)

    @api.model
    def _for_everybody(self):
        # sudo: plans that the user does not see are concerned, too; the values will be gone there
        return raised(self)

    # -------------------------------------------------------------------------
    # What is concerned
    # -------------------------------------------------------------------------

    @api.model
    def _get_mappings(self, sources, target):
        """Return which values become which: ``{field of a dimension: {id: id}}``."""
        mappings = {}
        for dimension in DIMENSIONS:
            if dimension.comodel != target._name:
                continue
            final = target
            if dimension.code == "customer":
                # sudo: reads only which company a contact belongs to
                final = self._get_customer_after(sources.sudo(), target.sudo())
            mapping = dict.fromkeys((sources | target).ids, final.id)
            mapping.pop(final.id, None)
            if mapping:
                mappings[dimension.field] = mapping
        return mappings

    @api.model
    def _get_customer_after(self, sources, target):
        """Return the commercial partner of a partner that others are merged into.

        Odoo gives it what it has not, a company above it, too.
        """
        everyone = sources | target
        parent = target.parent_id or sources.parent_id[-1:]
        if any(everyone.mapped("is_company")) or not parent or parent in everyone:
            return target
        return parent.commercial_partner_id

    @api.model
    def _find_joined(self, mappings):
        """Return the :class:`Joined` rows of all plans in which rows become one."""
        self.env.flush_all()
        found = []
        for plan_id in self._find_plans(mappings):
            plan = self.env["sales.plan"].browse(plan_id)
            parents, values, kept = self._read_places(plan, mappings)
            joins = find_joins(parents, values, kept)
            if joins:
                found.append(Joined(plan, joins, parents))
        return found

    @api.model
    def _find_plans(self, mappings):
        carriers = SQL(" OR ").join(
            SQL("%s = ANY(%s)", SQL.identifier(name), list(mapping))
            for name, mapping in mappings.items()
        )
        rows = self.env.execute_query(
            SQL(
                "SELECT DISTINCT plan_id FROM sales_plan_allocation WHERE %s ORDER BY plan_id",
                carriers,
            )
        )
        return [plan_id for (plan_id,) in rows]

    @api.model
    def _read_places(self, plan, mappings):
        """Return the rows of a plan that carry what is merged, and all below them.

        :return: ``{row id: id of the row above}``; ``{row id: what it stands for after merging}``;
            ids of the rows that stand for it now
        """
        carriers = SQL(" OR ").join(
            SQL("%s = ANY(%s)", SQL.identifier(name), [*mapping, *mapping.values()])
            for name, mapping in mappings.items()
        )
        paths = self.env.execute_query(
            SQL(
                """SELECT parent_path FROM sales_plan_allocation
                    WHERE plan_id = %s AND (%s) ORDER BY parent_path""",
                plan.id,
                carriers,
            )
        )
        highest = []
        for (path,) in paths:
            if not highest or not path.startswith(highest[-1]):
                highest.append(path)
        rows = self.env.execute_query(
            SQL(
                """SELECT id, parent_id, level_id, %s FROM sales_plan_allocation
                    WHERE plan_id = %s AND parent_path LIKE ANY(%s) ORDER BY id""",
                SQL(", ").join(map(SQL.identifier, FIELDS)),
                plan.id,
                [f"{path}%" for path in highest],
            )
        )
        parents, values, kept = {}, {}, set()
        for row_id, parent_id, level_id, *carried in rows:
            after = [
                mappings.get(name, {}).get(value, value)
                for name, value in zip(FIELDS, carried, strict=True)
            ]
            parents[row_id] = parent_id
            values[row_id] = (level_id, *after)
            if after == carried:
                kept.add(row_id)
        return parents, values, kept

    @api.model
    def _check_join(self, plan, rows):
        """Hook: raise unless some rows of a plan can become one; who publishes has more reasons.

        :param rows: the one that stays first
        """
        parents = rows.filtered("child_ids")
        typed = rows.filtered("target_ids") - parents
        if plan.rolls_up and parents and typed:
            sentence = self.env._(
                "%(names)s cannot become one in “%(plan)s”, where rows are the sums of those "
                "below them: %(row)s has targets of its own, %(other)s has rows below it. Add "
                "rows below the first, or remove those below the second.",
                names=self._name_rows(rows),
                plan=plan.display_name,
                row=typed[0].display_name,
                other=parents[0].display_name,
            )
            raise self._get_refusal(plan, rows, sentence)

    @api.model
    def _get_refusal(self, plan, rows, sentence):
        """Return the error that rows cannot become one: with its reason for who sees all of them.

        Whoever may merge customers, would otherwise read the names of plans and rows that are
        hidden from them, and who has these.
        """
        plan, rows = plan.sudo(False), rows.sudo(False)
        if plan.has_access("read") and rows.has_access("read"):
            return UserError(sentence)
        return UserError(
            self.env._(
                "These have targets in a plan that you do not see, and cannot become one there. "
                "Let a planning manager merge them."
            )
        )

    @api.model
    def _name_rows(self, rows):
        """Return the names of rows in one text."""
        return self.env._(
            "%(rows)s and %(last)s",
            rows=", ".join(rows[:-1].mapped("display_name")),
            last=rows[-1].display_name,
        )

    # -------------------------------------------------------------------------
    # Joining
    # -------------------------------------------------------------------------

    @api.model
    def _join(self, joined):
        """Let rows of one plan become one, with all that belongs to them."""
        plan = joined.plan
        plan._lock_figures()
        layers = self._read_layers(plan, list(joined.parents))
        working = {
            key: cell
            for key, cell in {**layers["target"], **layers["draft"]}.items()
            if cell.amount is not None
        }
        self._record_join(joined)
        self._join_steps(joined, working)
        for kept, row_ids in joined.groups.items():
            self._join_records(plan, self.env["sales.plan.allocation"].browse(row_ids))
            self._join_notes(kept, row_ids)
        self.env["sales.plan.item"]._join_items(joined)
        self._join_cells(joined, layers["target"], working)
        self._move_references(joined)

    @api.model
    def _read_layers(self, plan, row_ids):
        """Return the cells of rows in each layer: ``{layer: {(row id, period id): Cell}}``."""
        layers = {}
        for layer, name in LAYERS.items():
            query = Query(self.env, self.env[name]._table)
            query.add_where(SQL("plan_id = %s", plan.id))
            layers[layer] = self.env["sales.plan.cells"]._read_layer(layer, query, row_ids, None)
        return layers

    @api.model
    def _join_cells(self, joined, in_force, working):
        """Write the amounts of rows that become one, in force and working."""
        writer = self.env["sales.plan.cells"]
        periods = {period_id for __, period_id in {*in_force, *working}}
        written = {}
        for layer, cells in (("target", in_force), ("draft", working)):
            effective = get_effective(joined.parents, cells)
            written[layer] = {
                (kept, period): join_cells(
                    (cells.get((row, period)), effective.get((row, period))) for row in rows
                )
                for kept, rows in joined.groups.items()
                for period in periods
            }
        for layer in LAYERS:
            writer._delete_cells(layer, SQL("allocation_id = ANY(%s)", list(joined.joins)))
        reason = self.env._("What rows had that became one with this row")
        writer._write_cells(joined.plan, written["target"], "target", reason)
        writer._write_cells(joined.plan, written["draft"], "draft", reason)

    @api.model
    def _join_notes(self, kept, row_ids):
        """Write the notes of rows that become one below each other."""
        notes = self.env["sales.plan.note"].search([("allocation_id", "in", row_ids)])
        order = {row_id: place for place, row_id in enumerate(row_ids)}
        for of_cell in notes.grouped("period_id").values():
            first, *others = of_cell.sorted(lambda note: order[note.allocation_id.id])
            texts = dict.fromkeys(note.text for note in (first, *others))
            first.text = "\n".join(texts)
            gone = self.env["sales.plan.note"].union(*others)
            first._join_threads(first, gone)
            gone.unlink()
            first.allocation_id = kept
        self.env.flush_all()

    @api.model
    def _join_records(self, plan, rows):
        """Hook: join what else belongs to rows that become one: publications, answers, decisions.

        What refers to the rows that go and is not joined refers to the one that stays afterwards.

        :param rows: the one that stays first
        """
        rows[0]._take_messages(rows[1:])
        published = rows.filtered("is_published")
        if not published:
            return
        latest = max(published, key=lambda row: (row.published_date or row.create_date, row.id))
        kept, owner = rows[0], published[0].responsible_id
        values = {
            "is_published": True,
            "published_date": latest.published_date,
            "published_by_id": latest.published_by_id.id,
            "needs_revision": any(published.mapped("needs_revision")),
            "agreement": self._join_agreements(published),
        }
        if not kept.is_published and kept.responsible_id != owner:
            values["assigned_id"] = owner.id
        kept.write(values)
        self.env.flush_all()

    @api.model
    def _join_agreements(self, rows):
        """Return what the owner of rows that become one has agreed to."""
        answers = set(rows.mapped("agreement"))
        return answers.pop() if len(answers) == 1 else "open"

    @api.model
    def _move_references(self, joined):
        """Let all that refers to rows that go refer to those that they become; delete the rows."""
        self.env.flush_all()
        mover = self.env["base.partner.merge.automatic.wizard"]
        keys = [(*key, SQL("TRUE")) for key in mover._get_fk_on("sales_plan_allocation")]
        keys.append(("ir_attachment", "res_id", SQL("kept.res_model = 'sales.plan.allocation'")))
        keys.append(("ir_model_data", "res_id", SQL("kept.model = 'sales.plan.allocation'")))
        for table, column, condition in keys:
            self.env.cr.execute(
                SQL(
                    """UPDATE %(table)s kept SET %(column)s = moved.stays
                         FROM unnest(%(gone)s::integer[], %(stays)s::integer[])
                              moved (goes, stays)
                        WHERE kept.%(column)s = moved.goes AND %(condition)s""",
                    table=SQL.identifier(table),
                    column=SQL.identifier(column),
                    gone=list(joined.joins),
                    stays=list(joined.joins.values()),
                    condition=condition,
                )
            )
        self.env.cr.execute(
            SQL("DELETE FROM sales_plan_allocation WHERE id = ANY(%s)", list(joined.joins))
        )
        self.env.cr.execute(
            SQL(
                """WITH RECURSIVE place (id, path) AS (
                       SELECT id, id || '/' FROM sales_plan_allocation
                        WHERE plan_id = %(plan)s AND parent_id IS NULL
                        UNION ALL
                       SELECT row.id, place.path || row.id || '/'
                         FROM sales_plan_allocation row JOIN place ON row.parent_id = place.id)
                   UPDATE sales_plan_allocation row SET parent_path = place.path
                     FROM place WHERE place.id = row.id AND row.parent_path <> place.path""",
                plan=joined.plan.id,
            )
        )
        self.env.invalidate_all(flush=False)

    # -------------------------------------------------------------------------
    # What rows stand for
    # -------------------------------------------------------------------------

    @api.model
    def _change_values(self, mappings):
        """Let rows and plans stand for what others were merged into, and rows that may come back
        when their removal is undone."""
        rows = defaultdict(set)
        for name, mapping in mappings.items():
            for table in ("sales_plan_allocation", "sales_plan"):
                for final in set(mapping.values()):
                    found = self.env.execute_query(
                        SQL(
                            """UPDATE %(table)s SET %(field)s = %(final)s
                                WHERE %(field)s = ANY(%(ids)s) RETURNING id""",
                            table=SQL.identifier(table),
                            field=SQL.identifier(name),
                            final=final,
                            ids=[value for value, after in mapping.items() if after == final],
                        )
                    )
                    rows[table] |= {row_id for (row_id,) in found}
        self._change_removed_rows(mappings)
        self.env.invalidate_all()
        changed = self.env["sales.plan.allocation"].browse(rows["sales_plan_allocation"])
        changed.modified([*mappings, "parent_id"])
        hierarchical = [name for name in mappings if name in _HIERARCHICAL]
        if hierarchical:
            changed._validate_fields(hierarchical)
        self.env.flush_all()
