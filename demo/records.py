"""Creating and finding the demo records: XML ids, batches."""

MODULE = "sales_plan"


def create_records(env, model, kind, values_by_code):
    """Create the records that do not exist yet, each with the XML id ``demo_<kind>_<code>``.

    Returns the records in the order of ``values_by_code``, by code.
    """
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
