from odoo import api, models
from odoo.exceptions import UserError
from odoo.tools import SQL
from psycopg2 import IntegrityError


class BasePartnerMergeAutomaticWizard(models.TransientModel):
    """Merging customers lets their rows in plans become one, or says beforehand why not.

    Odoo's merge moves what refers to the merged records by SQL, and deletes what is there twice.
    """

    _inherit = "base.partner.merge.automatic.wizard"

    def _merge(self, partner_ids, dst_partner=None, extra_checks=True):
        partners = self.env["res.partner"].browse(partner_ids).exists()
        if len(partners) > 1:
            # as Odoo chooses the one that stays
            target = dst_partner if dst_partner and dst_partner in partners else None
            target = target or self._get_ordered_partner(partners.ids)[-1]
            self.env["sales.plan.joining"]._check_merge(partners - target, target)
        return super()._merge(partner_ids, dst_partner, extra_checks)

    @api.model
    def _update_foreign_keys_generic(self, model, src_records, dst_record):
        self.env["sales.plan.joining"]._merge_values(src_records, dst_record)
        self._move_own_references(src_records, dst_record)
        return super()._update_foreign_keys_generic(model, src_records, dst_record)

    @api.model
    def _move_own_references(self, sources, target):
        """Move what refers to merged records in tables of this add-on.

        :raise UserError: where there can be only one for each: Odoo would delete the others
        """
        tables = {
            model._table: model._name
            for model in self.env.values()
            if model._auto and model._original_module == "sales_plan"
        }
        self.env.flush_all()
        for table, column in self._get_fk_on(target._table):
            if table not in tables:
                continue
            try:
                with self.env.cr.savepoint(flush=False):
                    self.env.cr.execute(
                        SQL(
                            """UPDATE %(table)s SET %(column)s = %(to)s
                                WHERE %(column)s = ANY(%(ids)s)""",
                            table=SQL.identifier(table),
                            column=SQL.identifier(column),
                            to=target.id,
                            ids=sources.ids,
                        ),
                        log_exceptions=False,
                    )
            except IntegrityError as error:
                kept = self.env["ir.model"]._get(tables[table])
                raise UserError(
                    self.env._(
                        "%(names)s cannot be merged: each has a record of “%(model)s” of which "
                        "there is only one.",
                        names=", ".join((sources | target).mapped("display_name")),
                        model=kept.name,
                    )
                ) from error
        self.env.invalidate_all(flush=False)
