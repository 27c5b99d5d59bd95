"""What the add-on leaves behind when it is uninstalled: nothing but what people made of Odoo's."""

from . import life_catalogue, life_database, paths

LIST = "env['ir.module.module'].update_list(); env.cr.commit()"
USE = "from dev import life_use\nlife_use.use(env)"
UNINSTALL = f"""
env["ir.module.module"].search([("name", "=", "{paths.MODULE}")]).button_immediate_uninstall()
env.cr.commit()
"""
#: Names of the models that the add-on makes, which no other module adds to.
OWN_MODELS = """
    SELECT model FROM ir_model
     WHERE id IN (SELECT res_id FROM ir_model_data WHERE model = 'ir.model' AND module = %s)
       AND id NOT IN (SELECT res_id FROM ir_model_data WHERE model = 'ir.model' AND module <> %s)
"""
#: External ids of what is not there, by the table that has it.
DANGLING = """
    SELECT data.module || '.' || data.name FROM ir_model_data data
     WHERE data.model = %s
       AND NOT EXISTS (SELECT FROM {table} WHERE {table}.id = data.res_id)
"""
DESCRIBED_BY = {
    "ir.model": "ir_model",
    "ir.model.fields": "ir_model_fields",
    "ir.model.fields.selection": "ir_model_fields_selection",
    "ir.model.inherit": "ir_model_inherit",
    "ir.model.constraint": "ir_model_constraint",
    "product.template": "product_template",
    "mail.alias": "mail_alias",
}


def check(env):
    """Install, use and uninstall, on a bare database and on demo data; return the results."""
    found = _check_bare(env)
    found.add(_check_demo(env))
    return found


def _check_bare(env):
    """Compare every row that describes Odoo, after a database was used."""
    template = env.databases.template(demo=False)
    with life_database.addon("bare") as addons, life_database.made(env, "bare", template) as base:
        before = _look(base, [addons])
        models = _live(base, [addons], USE)
        after = life_catalogue.Catalogue(env.databases, base.name, is_described=True)
        left = [line for line in after.left_since(before) if life_catalogue.STAYS not in line]
        base.expect(left)
        base.expect(find_traces(base, models))
        base.expect(_find_wrong_views(base))
        return base.found


def _find_wrong_views(base):
    """Return sentences: views of people's own are there, those that cannot work any more asleep."""
    views = dict(
        base.sql("SELECT name, active FROM ir_ui_view WHERE name ~ %s", life_catalogue.STAYS)
    )
    expected = {
        f"{life_catalogue.STAYS} plain": True,
        f"{life_catalogue.STAYS} of the add-on": False,
    }
    return [] if views == expected else [f"views of one's own are {views}"]


def _check_demo(env):
    """Compare the schema, after all of the demo company's business."""
    template = env.databases.template(demo=True)
    with life_database.addon("demo") as addons, life_database.made(env, "demo", template) as base:
        before = _look(base, [addons])
        models = _live(base, [addons])
        after = life_catalogue.Catalogue(env.databases, base.name, is_described=True)
        after.rows.clear()  # people, their pictures and settings stay with what they sold
        base.expect(after.left_since(before))
        base.expect(find_traces(base, models))
        return base.found


def _look(base, addons):
    """Return what there is before the add-on is installed, while Odoo lists it already."""
    base.script("list", LIST, addons)
    return life_catalogue.Catalogue(base.databases, base.name, is_described=True)


def _live(base, addons, use=""):
    """Install, use and uninstall; return the names of the add-on's models."""
    base.odoo("install", "--init", paths.MODULE, *life_database.QUIETLY, addons=addons)
    models = names_of_models(base)
    if use:
        base.script("use", use, addons)
    base.script("uninstall", UNINSTALL, addons)
    return models


def names_of_models(base):
    """Return the names of the models that only the add-on makes, while it is installed."""
    return [name for (name,) in base.sql(OWN_MODELS, paths.MODULE, paths.MODULE)]


def find_traces(base, models):
    """Return sentences about what still names the add-on, or names what is gone."""
    found = life_catalogue.find_mentions(base.databases, base.name, [paths.MODULE, *models])
    for model, table in DESCRIBED_BY.items():
        names = [name for (name,) in base.sql(DANGLING.format(table=table), model)]
        if names:
            found.append(f"{len(names)} external ids of {model} lead nowhere, as {names[0]}")
    return found
