"""What messages of tracked fields say: values as their writer read them."""

from odoo.tools import SQL


def selection_labels(model: str, *names: str) -> SQL:
    """Return what the values of selections are called, in every language: messages keep what their
    writer read. Columns: ``field``, ``label``, ``value``; a label that several values have is left
    out.

    :param names: fields of the model
    """
    return SQL(
        """SELECT field, label, MIN(value) AS value
             FROM (SELECT field.name AS field, selection.value, given.label
                     FROM ir_model_fields field
                     JOIN ir_model_fields_selection selection ON selection.field_id = field.id
                    CROSS JOIN LATERAL (
                          SELECT value FROM JSONB_EACH_TEXT(selection.name)
                           UNION SELECT selection.value) given (label)
                    WHERE field.model = %s AND field.name IN %s) named
            GROUP BY field, label HAVING COUNT(DISTINCT value) = 1""",
        model,
        names,
    )
