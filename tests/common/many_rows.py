import base64
import io

from odoo.fields import Command
from odoo.tools import SQL
from openpyxl import load_workbook

from .killing import KillingCommon


class ManyRowsCommon(KillingCommon):
    """A plan of 2031 with a row for each customer who ordered something in 2030, and what is done
    with it: loaded, imported with another figure in each cell, confirmed and revised.

    :cvar ROWS: rows of the plan below its total
    """

    ROWS = 10_000

    def setUp(self):
        super().setUp()
        with self.connect() as env:
            partner = env["res.partner"].create(
                {"name": "Customer", "ref": self.MARK, "is_company": True}
            )
            product = env["product.product"].create(
                {"name": "Advice", "type": "service", "default_code": self.MARK}
            )
            line = {"product_id": product.id, "name": self.MARK, "price_unit": 1200, "tax_ids": []}
            order = env["sale.order"].create(
                {
                    "partner_id": partner.id,
                    "client_order_ref": self.MARK,
                    "order_line": [Command.create(line)],
                }
            )
            order.action_confirm()
            order.date_order = "2030-05-10 12:00:00"
            env.flush_all()
            for record in (partner, order, order.order_line):
                self.multiply(env, record)
            self.spread(env)
            plan = env["sales.plan"].create(
                {
                    "name": self.MARK,
                    "date_from": "2031-01-01",
                    "date_to": "2031-12-31",
                    "period_type": "quarter",
                    "basis": "ordered",
                    "level_ids": [Command.create({"dimension": "customer"})],
                }
            )
            self.plan = plan.id

    def multiply(self, env, record):
        """Copy a record until there are as many of it as rows."""
        columns = [
            SQL.identifier(name)
            for (name,) in env.execute_query(
                SQL(
                    """SELECT column_name FROM information_schema.columns
                        WHERE table_name = %s AND column_name <> 'id' AND is_generated = 'NEVER'
                        ORDER BY ordinal_position""",
                    record._table,
                )
            )
        ]
        env.cr.execute(
            SQL(
                """INSERT INTO %(table)s (%(columns)s)
                   SELECT %(columns)s FROM %(table)s, generate_series(2, %(count)s)
                    WHERE %(table)s.id = %(id)s""",
                table=SQL.identifier(record._table),
                columns=SQL(", ").join(columns),
                count=self.ROWS,
                id=record.id,
            )
        )

    def spread(self, env):
        """Give each customer one of the orders, and each order one of the lines."""
        mark = {"mark": self.MARK}
        env.cr.execute(
            "UPDATE res_partner SET commercial_partner_id = id WHERE ref = %(mark)s", mark
        )
        env.cr.execute(
            """WITH customer AS (
                   SELECT id, row_number() OVER (ORDER BY id) AS number
                     FROM res_partner WHERE ref = %(mark)s),
               placed AS (
                   SELECT id, row_number() OVER (ORDER BY id) AS number
                     FROM sale_order WHERE client_order_ref = %(mark)s),
               line AS (
                   SELECT id, row_number() OVER (ORDER BY id) AS number
                     FROM sale_order_line WHERE name = %(mark)s),
               lines AS (
                   UPDATE sale_order_line
                      SET order_id = placed.id, order_partner_id = customer.id
                     FROM line JOIN placed USING (number) JOIN customer USING (number)
                    WHERE line.id = sale_order_line.id)
               UPDATE sale_order
                  SET partner_id = customer.id, partner_invoice_id = customer.id,
                      partner_shipping_id = customer.id
                 FROM placed JOIN customer USING (number)
                WHERE placed.id = sale_order.id""",
            mark,
        )

    def remove_all(self):
        with self.connect() as env:
            mark = {"mark": self.MARK}
            env.cr.execute("UPDATE sales_plan SET state = 'draft' WHERE name = %(mark)s", mark)
            for table in (  # quicker than through the plan
                "sales_plan_load",
                "sales_plan_import",
                "sales_plan_publication",
                "sales_plan_target",
                "sales_plan_step",
            ):
                env.cr.execute(
                    SQL(
                        """DELETE FROM %s WHERE plan_id IN (
                               SELECT id FROM sales_plan WHERE name = %s)""",
                        SQL.identifier(table),
                        self.MARK,
                    )
                )
            found = env["sales.plan"].search([("name", "=", self.MARK)], order="id desc")
            for plan in found:
                plan.unlink()
            env.cr.execute("DELETE FROM sale_order_line WHERE name = %(mark)s", mark)
            env.cr.execute("DELETE FROM sale_order WHERE client_order_ref = %(mark)s", mark)
            # archived: each one that is deleted is looked for in many tables, which takes minutes
            env.cr.execute(
                "UPDATE res_partner SET active = FALSE, ref = NULL WHERE ref = %(mark)s", mark
            )
            env["product.product"].search([("default_code", "=", self.MARK)]).action_archive()

    # What is done -------------------------------------------------------------

    def make_load(self, env):
        """Return a dialog that takes the documents of 2030 as they are: that year is not over."""
        return env["sales.plan.load"].create({"plan_id": self.plan, "filling": "none"})

    def load(self, env):
        """Load what was ordered, step by step as the dialog does, each in a transaction."""
        load = self.make_load(env)
        progress = load.preview_step(start=True)
        while progress["done"] < progress["total"]:
            env.cr.commit()
            progress = load.preview_step()
        env.cr.commit()
        load.action_load()

    def prepare_import(self):
        """Keep a dialog that has read a file with another figure in each cell."""
        with self.connect() as env:
            plan = env["sales.plan"].browse(self.plan)
            book = load_workbook(io.BytesIO(env["sales.plan.grid.xlsx"]._build(plan)))
            for row in book.worksheets[0].iter_rows(min_row=5, min_col=7, max_col=10):
                for cell in row:
                    if isinstance(cell.value, int | float):
                        cell.value += 1
            output = io.BytesIO()
            book.save(output)
            dialog = env["sales.plan.import"].create(
                {
                    "plan_id": plan.id,
                    "file": base64.b64encode(output.getvalue()),
                    "file_name": "plan.xlsx",
                }
            )
            dialog.action_check()
            self.dialog = dialog.id
            self.assertGreaterEqual(dialog.line_count, self.ROWS)

    def import_(self, env):
        env["sales.plan.import"].browse(self.dialog).action_apply()

    def confirm(self, env):
        env["sales.plan"].browse(self.plan).action_confirm()

    def revise(self, env):
        env["sales.plan"].browse(self.plan).action_revise()

    # What comes of it ---------------------------------------------------------

    def read_plan(self):
        """Return ``[(state, rows, targets, their sum, steps, messages), …]`` of the plans."""
        with self.connect() as env:
            return [
                (
                    plan.state,
                    *env.execute_query(
                        SQL(
                            """SELECT COUNT(DISTINCT row.id), COUNT(target.id),
                                      SUM(target.amount)::float
                                 FROM sales_plan_allocation row
                                 LEFT JOIN sales_plan_target target
                                   ON target.allocation_id = row.id AND row.parent_id IS NOT NULL
                                WHERE row.plan_id = %s""",
                            plan.id,
                        )
                    )[0],
                )
                for plan in env["sales.plan"].search([("name", "=", self.MARK)], order="id")
            ]
