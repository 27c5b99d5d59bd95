import io

import xlsxwriter
from odoo import api, models

#: What stands in the columns of each period.
_OF_PERIODS = ("planned", "ordered", "to_order")
#: What is said of a product, and how wide that is.
_OF_PRODUCTS = {"product_id": 40, "product_category_id": 24, "vendor_id": 24, "uom_id": 10}


class SalesPlanReplenishmentXlsx(models.AbstractModel):
    """Replenishment as a spreadsheet: products in lines, their stock (where Odoo's stock app is
    installed) and periods that are not over in columns.

    Products are counted in different units, so there is no sum of all.
    """

    _name = "sales.plan.replenishment.xlsx"
    _description = "Replenishment Spreadsheet"

    @api.model
    def _build(self, plans):
        """Return a workbook, as bytes, with one sheet for each plan, figures as of now."""
        plans.check_access("read")
        self.env["sales.plan.replenishment"].check_access("read")
        output = io.BytesIO()
        with xlsxwriter.Workbook(output, {"in_memory": True}) as book:
            formats = self._make_formats(book)
            names = set()
            for plan in plans:
                sheet = book.add_worksheet(self.env["sales.plan.xlsx"]._get_sheet_name(plan, names))
                self._write_plan(sheet, plan, formats)
        return output.getvalue()

    @api.model
    def _make_formats(self, book):
        title = {"bold": True, "bg_color": "#f1f3f5"}
        return {
            "heading": book.add_format({"bold": True, "font_size": 16}),
            "muted": book.add_format({"font_color": "#6c757d"}),
            "period": book.add_format({**title, "align": "center", "left": 1}),
            "title": book.add_format({**title, "bottom": 2}),
            "number_title": book.add_format({**title, "bottom": 2, "align": "right"}),
            "number": book.add_format({"num_format": "#,##0;[Red]-#,##0"}),
            "part": book.add_format({"num_format": "#,##0.##;[Red]-#,##0.##"}),
        }

    @api.model
    def _read_lines(self, plan):
        """Return ``{product: {period or None: {measure: quantity}}}``; None has the stock and the
        sums of the periods that are not over."""
        report = self.env["sales.plan.replenishment"]
        measures = (*report._get_stock_measures(), *_OF_PERIODS)
        domain = [("plan_id", "=", plan.id), ("is_ahead", "=", True), ("product_id", "!=", False)]
        lines = {}
        for groupby in (["product_id"], ["product_id", "period_id"]):
            specs = [f"{name}:sum" for name in measures]
            for product, *rest in report._read_group(domain, groupby, specs):
                period, values = (None, rest) if len(groupby) == 1 else (rest[0], rest[1:])
                found = dict(zip(measures, values, strict=True))
                lines.setdefault(product, {})[period] = found
        return lines

    @api.model
    def _write_plan(self, sheet, plan, formats):
        lines = self._read_lines(plan)
        periods = list({period for found in lines.values() for period in found if period})
        periods.sort(key=lambda period: period.date_from)
        sheet.write_string(0, 0, plan.display_name, formats["heading"])
        sheet.write_string(1, 0, self.env._("Replenishment"), formats["muted"])
        self._write_titles(sheet, periods, formats)
        first = 5
        for number, (product, found) in enumerate(lines.items(), start=first):
            self._write_product(sheet, number, product, found, periods, formats)
        sheet.freeze_panes(first, 1)
        sheet.set_landscape()
        sheet.set_paper(9)
        sheet.fit_to_pages(1, 0)
        sheet.repeat_rows(3, 4)
        sheet.set_footer("&L&F&R&P / &N")

    @api.model
    def _write_titles(self, sheet, periods, formats):
        """Write the names of periods, and below them those of their columns."""
        report = self.env["sales.plan.replenishment"]
        of_stock = report._get_stock_measures()
        names = {
            name: report._fields[name]._description_string(self.env)
            for name in (*_OF_PRODUCTS, *of_stock, *_OF_PERIODS)
        }
        for column, (name, width) in enumerate(_OF_PRODUCTS.items()):
            sheet.set_column(column, column, width)
            sheet.write_string(4, column, names[name], formats["title"])
        column = len(_OF_PRODUCTS)
        sheet.set_column(column, column + len(of_stock) + 3 * (len(periods) + 1), 11)
        for name in of_stock:
            sheet.write_string(4, column, names[name], formats["number_title"])
            column += 1
        for period in (None, *periods):
            label = period.display_name if period else self.env._("Total")
            sheet.merge_range(3, column, 3, column + len(_OF_PERIODS) - 1, label, formats["period"])
            for name in _OF_PERIODS:
                sheet.write_string(4, column, names[name], formats["number_title"])
                column += 1

    @api.model
    def _write_product(self, sheet, number, product, found, periods, formats):
        # sudo: the names of what the reader's own reading has found
        product = product.sudo()
        company = periods[0].company_id
        vendor = product.seller_ids.filtered(
            lambda offer: (
                offer.product_id in (product.browse(), product)
                and offer.company_id in (company.browse(), company)
            )
        )[:1]
        texts = (
            product.display_name,
            product.categ_id.display_name,
            vendor.partner_id.display_name or "",
            product.uom_id.display_name,
        )
        for column, text in enumerate(texts):
            sheet.write_string(number, column, text)
        column = len(_OF_PRODUCTS)
        of_stock = self.env["sales.plan.replenishment"]._get_stock_measures()
        for period, names in [(None, of_stock)] + [(p, _OF_PERIODS) for p in (None, *periods)]:
            for name in names:
                value = found.get(period, {}).get(name)
                if value is None or value is False:
                    sheet.write_blank(number, column, None, formats["number"])
                else:
                    is_whole = float(value).is_integer()
                    sheet.write_number(
                        number, column, value, formats["number" if is_whole else "part"]
                    )
                column += 1
