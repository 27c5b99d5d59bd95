def migrate(cr, version):
    """Keep the names of periods, which were stored in the language of whoever made the plan, as
    names that somebody gave them; those that nobody gave are taken away afterwards."""
    cr.execute("ALTER TABLE sales_plan_period RENAME COLUMN name TO label")
    cr.execute("ALTER TABLE sales_plan_period ALTER COLUMN label DROP NOT NULL")
