"""What Odoo's removal of an add-on leaves in its own tables."""

from odoo.tools import SQL

#: What people have kept of the add-on, a statement each. ``own_model`` has the models that only the
#: add-on makes, ``own_field`` all fields that only the add-on makes, of its and of others' models.
_KEPT_BY_PEOPLE = (
    # favourites that ask for fields which are gone let their screens fail
    """DELETE FROM ir_filters filter
        WHERE model_id IN (SELECT model FROM own_model)
           OR EXISTS (
              SELECT FROM own_field
               WHERE own_field.model = filter.model_id
                 AND concat_ws(' ', domain, context, sort) ~ ('\\m' || own_field.name || '\\M'))""",
    "DELETE FROM ir_exports WHERE resource IN (SELECT model FROM own_model)",
    """DELETE FROM ir_exports_line line USING ir_exports list, own_field
        WHERE list.id = line.export_id AND own_field.model = list.resource
          AND split_part(line.name, '/', 1) = own_field.name""",
    # menus and actions that somebody made to open records of the add-on
    """DELETE FROM ir_ui_menu menu USING ir_act_window action
        WHERE menu.action = 'ir.actions.act_window,' || action.id
          AND action.res_model IN (SELECT model FROM own_model)
          AND NOT EXISTS (SELECT FROM ir_model_data data
                           WHERE data.model = 'ir.ui.menu' AND data.res_id = menu.id)
          AND NOT EXISTS (SELECT FROM ir_ui_menu child WHERE child.parent_id = menu.id)""",
    """DELETE FROM ir_act_window action
        WHERE res_model IN (SELECT model FROM own_model)
          AND NOT EXISTS (SELECT FROM ir_model_data data
                           WHERE data.model = 'ir.actions.act_window' AND data.res_id = action.id)
    """,
    # views of one's own that show a field of the add-on: somebody's work, so they are archived
    """UPDATE ir_ui_view view SET active = FALSE
         FROM own_field
        WHERE own_field.model = view.model
          AND view.arch_db::text ~ ('name=\\\\?["'']' || own_field.name || '\\\\?["'']')
          AND NOT EXISTS (SELECT FROM ir_model_data data
                           WHERE data.model = 'ir.ui.view' AND data.res_id = view.id)""",
)
#: What other modules say of the add-on's models, which get some of their fields from ``mail`` for
#: instance: known by external ids of that module, which Odoo removes with that one only.
_SAID_BY_OTHERS = (
    """DELETE FROM ir_model_data
        WHERE model = 'ir.model.fields.selection' AND module <> %(module)s
          AND res_id IN (
              SELECT said.id FROM ir_model_fields_selection said
                JOIN ir_model_fields field ON field.id = said.field_id
                JOIN own_model ON own_model.id = field.model_id)""",
    """DELETE FROM ir_model_data
        WHERE model = 'ir.model.inherit' AND module <> %(module)s
          AND res_id IN (
              SELECT said.id FROM ir_model_inherit said
                JOIN own_model ON own_model.id = said.model_id)""",
    # foreign keys of columns in others' tables have no external id by which Odoo finds them; the
    # keys themselves go with their columns
    """DELETE FROM ir_model_constraint
        WHERE type = 'f' AND module = (SELECT id FROM ir_module_module WHERE name = %(module)s)""",
)


def forget(env, module):
    """Forget what would stay in Odoo's own tables once a module is removed.

    :param module: name of the module that is about to be removed
    """
    env.flush_all()
    for statement in (*_KEPT_BY_PEOPLE, *_SAID_BY_OTHERS):
        env.cr.execute(_with_own(statement, module))
    env.invalidate_all(flush=False)
    env.registry.clear_all_caches()


def _with_own(statement, module):
    """Return a statement that knows the models and fields of a module."""
    return SQL(
        """WITH own AS (
               SELECT model AS kind, res_id AS id FROM ir_model_data
                WHERE model IN ('ir.model', 'ir.model.fields')
                GROUP BY model, res_id
               HAVING bool_and(module = %(module)s)),
           own_model AS (
               SELECT id, model FROM ir_model
                WHERE id IN (SELECT id FROM own WHERE kind = 'ir.model')),
           own_field AS (
               SELECT model, name FROM ir_model_fields
                WHERE id IN (SELECT id FROM own WHERE kind = 'ir.model.fields'))
           %(statement)s""",
        module=module,
        statement=SQL(statement, module=module) if "%(" in statement else SQL(statement),
    )
