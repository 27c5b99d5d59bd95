"""The name of this add-on, and names of records that are worked out in the language of their
reader, so that no column holds them."""

#: Is among the modules of this add-on's fields and models.
MODULE = "sales_plan"
#: How such names may be searched for; Odoo turns what is excluded into these.
OPERATORS = ("in", "like", "ilike", "=like", "=ilike")


def search_names(records, operator, value):
    """Return the domain of those of some records whose name matches, as their reader reads it.

    The names are compared one by one: this is for models of few records.

    :return: NotImplemented for an operator that is none of :data:`OPERATORS`
    """
    if operator not in OPERATORS:
        return NotImplemented
    return [("id", "in", records.filtered_domain([("name", operator, value)]).ids)]


def is_hidden(env, model, record_id):
    """Whether a record is one of this add-on that is hidden from the user of an environment,
    whatever rights the environment has."""
    if model not in env or env[model]._original_module != MODULE:
        return False
    record = env(su=False)[model].browse(record_id).exists()
    return not record._filtered_access("read")
