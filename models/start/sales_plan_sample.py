from odoo import api, models
from odoo.exceptions import UserError
from odoo.fields import Domain
from odoo.tools import SQL
from odoo.tools.sql import escape_psql

from ...queries.references import find_used
from ..org.raised import raised

#: What external ids of sample data begin with. It is no module, so that no update touches them.
SAMPLE_MODULE = "__sales_plan_sample__"
#: In which order sample records go: what names others before what is named.
REMOVED = (
    *("sale.order", "utm.source", "product.product", "product.category", "res.partner"),
    "crm.team",
)
#: Names of records that stay, at most so many in a sentence.
_NAMED = 5
_QUIET = {
    "tracking_disable": True,
    "mail_create_nolog": True,
    "mail_create_nosubscribe": True,
    "mail_auto_subscribe_no_notify": True,
    "mail_notrack": True,
}


class SalesPlanSample(models.AbstractModel):
    """A small story to look at: teams, customers, products, their orders, and plans.

    Nothing of it is in the ledger. Every record has an external id that begins with
    :data:`SAMPLE_MODULE` and names the company; a plan has ``is_sample``, which its copies and
    revisions have, too. So exactly this can be removed again.
    """

    _name = "sales.plan.sample"
    _description = "Sample Data of Sales Planning"

    # -------------------------------------------------------------------------
    # What there is
    # -------------------------------------------------------------------------

    @api.model
    def _begin(self):
        """Return this model with the rights of the program for the user's company, locked.

        :raise AccessError: unless the user may make plans
        """
        self.env["sales.plan"].check_access("create")
        company = self.env.company
        self.env.cr.execute(
            SQL("SELECT id FROM res_company WHERE id = %s FOR NO KEY UPDATE", company.id),
            log_exceptions=False,  # Odoo tries the second transaction again
        )
        context = {**_QUIET, "allowed_company_ids": company.ids, "active_test": False}
        return raised(self).with_context(**context)

    @api.model
    def _find_marks(self):
        """Return the external ids of the sample data of the user's company."""
        # company_1_ is no pattern that company_12 fits, too
        pattern = f"{escape_psql(self._get_prefix())}%"
        # sudo: that there is sample data is told to who may make plans
        marks = self.env["ir.model.data"].sudo()
        return marks.search([("module", "=", SAMPLE_MODULE), ("name", "=like", pattern)])

    @api.model
    def _get_prefix(self):
        return f"company_{self.env.company.id}_"

    @api.model
    def _find_plans(self):
        """Return the plans of the sample and all that were made from them, archived ones too."""
        plans = self.env["sales.plan"].with_context(active_test=False)
        return plans.search(
            [("company_id", "=", self.env.company.id), ("is_sample", "=", True)],
            order="date_from, id",
        )

    @api.model
    def _is_loaded(self):
        """Whether the user's company has sample data, all of it or what was made so far."""
        return bool(self._find_marks() or self._find_plans())

    @api.model
    def _find_records(self):
        """Return ``{model: sample records of the user's company}``, in the order of removal."""
        marks = self._find_marks()
        return {
            model: self.env[model].browse(
                marks.filtered(lambda mark, model=model: mark.model == model).mapped("res_id")
            )
            for model in REMOVED
        }

    @api.model
    def _mark(self, kind, records_by_code):
        """Let records be sample data of the user's company.

        :param kind: the first part of their names, for instance ``customer``
        :param records_by_code: ``{rest of the name: record}``
        """
        self.env["ir.model.data"].create(
            [
                {
                    "module": SAMPLE_MODULE,
                    "name": f"{self._get_prefix()}{kind}_{code}",
                    "model": record._name,
                    "res_id": record.id,
                    "noupdate": True,
                }
                for code, record in records_by_code.items()
            ]
        )

    # -------------------------------------------------------------------------
    # Removal
    # -------------------------------------------------------------------------

    @api.model
    def sample_remove(self):
        """Take away the sample data of the user's company, exactly that.

        What somebody's own records name by now, a sample customer with an invoice for instance,
        stays, and is sample data no more.

        :return: a sentence that says what was done
        """
        sample = self._begin()
        if not sample._is_loaded():
            raise UserError(self.env._("“%s” has no sample data.", self.env.company.name))
        sample._find_plans().unlink()
        kept = [
            name
            for model, records in sample._find_records().items()
            for name in sample._remove(records.exists())
        ]
        sample._find_marks().unlink()
        if not kept:
            return self.env._("The sample data of “%s” is gone.", self.env.company.name)
        return self.env._(
            "The sample data of “%(company)s” is gone, but for what your own records name, and "
            "which is yours now: %(names)s.",
            company=self.env.company.name,
            names=", ".join(kept[:_NAMED]) + (" …" if len(kept) > _NAMED else ""),
        )

    @api.model
    def _remove_everywhere(self):
        """Take away the sample data of all companies: for the removal of the add-on."""
        for company in self.env["res.company"].search(Domain.TRUE, order="id"):
            sample = self.with_company(company)
            if sample._is_loaded():
                sample.sample_remove()

    def _remove(self, records):
        """Remove records of one model unless others name them; return the names of those left."""
        left = records & self._find_used(records)
        gone = records - left
        if records._name == "sale.order":
            gone._action_cancel()
        gone.unlink()
        return left.mapped("display_name")

    def _find_used(self, records):
        """Return those of sample records that others name, which are no sample data."""
        parts = {"sale.order": "order_line", "product.product": "product_tmpl_id"}
        together = {records._name: records}
        if part := parts.get(records._name):
            together[records[part]._name] = records[part]
        used = find_used(
            self.env,
            {some._table: some.ids for some in together.values()},
            {link for some in together.values() for link in self._get_own_relations(some)},
        )
        found = records.browse(used[records._table])
        if part:
            found |= records.filtered(
                lambda record: used[record[part]._table] & {*record[part].ids}
            )
        return found

    @api.model
    def _get_own_relations(self, records):
        """Return ``{(table, column), …}`` of the links that records have to others, not the others
        to them: a customer's tags. The invoices of an order are no part of it."""
        return {
            (field.relation, field.column1)
            for field in records._fields.values()
            if field.type == "many2many"
            and field.store
            and field.comodel_name != "account.move.line"
        }
