def migrate(cr, version):
    """Drop what was counted when rows were published: they are counted when they are shown now."""
    cr.execute(
        """ALTER TABLE sales_plan_publication
            DROP COLUMN IF EXISTS row_count,
            DROP COLUMN IF EXISTS warning_count"""
    )
