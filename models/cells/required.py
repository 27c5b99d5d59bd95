"""Fills in what other add-ons require of records that are written without ``create``."""

import json
from functools import partial

from odoo import SUPERUSER_ID
from odoo.tools import SQL, sql
from odoo.tools.misc import clean_context
from psycopg2.extras import Json


def get_defaults(model, names):
    """Return the defaults of some fields as their columns take them: ``{name: value}``.

    These are the defaults for everybody, not those of the user or of the context.
    """
    model = _for_everybody(model)
    defaults = model.default_get(names)
    return {
        name: model._fields[name].convert_to_column_insert(value, model)
        for name, value in defaults.items()
    }


def restore(model, rows):
    """Insert records that were deleted, with their ids; columns that are new since get defaults.

    Their stored computed fields are computed anew, except those that somebody may have set by hand.
    (A field with an inverse has kept such a choice elsewhere: it is computed anew, too.)

    :param rows: ``to_jsonb`` of each record, all of the same columns
    """
    model = model.sudo()  # sudo: records come back as they were, whoever may see them
    rows = _complete(model, rows)
    there = sql.table_columns(model.env.cr, model._table)
    columns = SQL(", ").join(SQL.identifier(name) for name in rows[0] if name in there)
    model.env.cr.execute(
        SQL(
            """INSERT INTO %(table)s (%(columns)s)
               SELECT %(columns)s
                 FROM jsonb_populate_recordset(NULL::%(table)s, %(rows)s::jsonb)""",
            table=SQL.identifier(model._table),
            columns=columns,
            rows=Json(rows, dumps=partial(json.dumps, default=_to_json)),
        ),
        log_exceptions=False,
    )
    model.invalidate_model()
    records = model.browse(row["id"] for row in rows)
    computed = [field for field in model._fields.values() if field.store and field.compute]
    records.fetch([field.name for field in computed])  # so that unchanged values are not written
    chosen = [
        field
        for field in computed
        if not field.readonly and not field.inverse and field.name in rows[0]
    ]
    with model.env.protecting(chosen, records):
        records.modified(model._fields, create=True)
    model.env.flush_all()


def _complete(model, rows):
    """Add the columns that dumped rows do not have, with the values of a new record."""
    model = _for_everybody(model)
    fields = {
        name: field
        for name, field in model._fields.items()
        if field.store and field.column_type and name not in rows[0]
    }
    if not fields:
        return rows
    links = [
        name for name in rows[0].keys() & model._fields if model._fields[name].type == "many2one"
    ]
    created = model._prepare_create_values([{name: row[name] for name in links} for row in rows])
    return [
        {
            **{
                name: field.convert_to_column_insert(values[name], model, values)
                for name, field in fields.items()
                if name in values
            },
            **row,
        }
        for row, values in zip(rows, created, strict=True)
    ]


def _for_everybody(model):
    # sudo: the defaults of a new record are no secret, and must not be the user's own
    context = clean_context(model.env.context)
    return model.with_env(model.env(user=SUPERUSER_ID, context=context, su=True))


def _to_json(value):
    """Return what a column takes as JSON that the database reads as the same value."""
    return value.adapted if hasattr(value, "adapted") else str(value)
