"""Creating and finding the demo records: XML ids, batches."""

MODULE = "sales_plan"


#: What demo records of Odoo's models are known by again that an earlier installation left.
KEYS = {
    "crm.team": ("name", "company_id"),
    "product.category": ("name", "parent_id"),
    "product.product": ("name", "type"),
    "res.partner": ("name", "email"),
    "res.users": ("login",),
    "utm.source": ("name",),
}
#: What demo records of these models consist of, too; it has an external id of its own.
PARTS = ("mail.alias", "product.template")


def create_records(env, model, kind, values_by_code):
    """Create the records that do not exist yet, each with the XML id ``demo_<kind>_<code>``.

    Returns the records in the order of ``values_by_code``, by code.
    """
    if model in KEYS:
        _adopt_records(env, model, kind, values_by_code)
    records = env[model]._load_records(
        [
            {"xml_id": f"{MODULE}.demo_{kind}_{code}", "values": values, "noupdate": True}
            for code, values in values_by_code.items()
        ],
        update=True,
    )
    return dict(zip(values_by_code, records, strict=True))


def find_record(env, kind, code):
    """The demo record of a kind and code, e.g. ``find_record(env, "customer", "rheintal")``."""
    return env.ref(f"{MODULE}.demo_{kind}_{code}")


def find_source(env, code):
    """The lead source that Odoo brings along, empty when someone deleted it."""
    source = env.ref(f"utm.utm_source_{code}", raise_if_not_found=False) if code else None
    return source or env["utm.source"]


def keep_records(env):
    """Let the demo records of Odoo's models be ordinary ones, which the removal of the add-on does
    not delete: documents that stay name them."""
    env["ir.model.data"].search(
        [
            ("module", "=", MODULE),
            ("name", "=like", r"demo\_%"),
            ("model", "in", [*KEYS, *PARTS]),
        ]
    ).unlink()


def _adopt_records(env, model, kind, values_by_code):
    """Take records as demo records again that an earlier installation left, with the values that
    its removal took from them. Records of other add-ons are left alone."""
    data = env["ir.model.data"]
    records = env[model].with_context(active_test=False)
    for code, values in values_by_code.items():
        name = f"demo_{kind}_{code}"
        if env.ref(f"{MODULE}.{name}", raise_if_not_found=False):
            continue
        known = [(key, "=", values.get(key, False)) for key in KEYS[model]]
        found = records.search(known, order="id", limit=1)
        if found and not data.search_count([("model", "=", model), ("res_id", "=", found.id)]):
            found.write(values)
            data.create(
                {
                    "module": MODULE,
                    "name": name,
                    "model": model,
                    "res_id": found.id,
                    "noupdate": True,
                }
            )
