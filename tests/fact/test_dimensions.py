from odoo.tests import TransactionCase, tagged

from ...queries.dimensions import BY_CODE, DIMENSIONS, EVERY_BASIS, FIELDS


@tagged("post_install", "-at_install")
class TestDimensions(TransactionCase):
    """P3-P7: dimensions are declared once, and everything that carries them follows."""

    def test_declarations(self):
        """P3-P7: codes and fields differ; every basis says where a dimension comes from."""
        self.assertEqual(len(BY_CODE), len(DIMENSIONS))
        self.assertEqual(len(set(FIELDS)), len(DIMENSIONS))
        for dimension in DIMENSIONS:
            self.assertEqual(set(dimension.sources), set(EVERY_BASIS), dimension.code)

    def test_fields(self):
        """P3-P7: plans, rows, facts and the report have a field for each, of its model."""
        for model in ("sales.plan", "sales.plan.allocation", "sales.actual", "sales.plan.report"):
            for dimension in DIMENSIONS:
                field = self.env[model]._fields[dimension.field]
                self.assertEqual(field.comodel_name, dimension.comodel, (model, dimension.code))
                self.assertEqual(field.string, dimension.label, (model, dimension.code))

    def test_hierarchies(self):
        """P6: a hierarchical dimension's values know their place."""
        for dimension in DIMENSIONS:
            has_path = self.env[dimension.comodel]._parent_store
            self.assertEqual(dimension.hierarchical, has_path, dimension.code)
            self.assertEqual(dimension.domain_operator, "child_of" if has_path else "in")

    def test_levels_offer_all(self):
        """P3-P7: a plan can be broken down by every dimension."""
        offered = self.env["sales.plan.level"].fields_get(["dimension"])["dimension"]["selection"]
        self.assertEqual([code for code, __ in offered], list(BY_CODE))
