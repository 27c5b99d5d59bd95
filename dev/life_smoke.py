"""Every screen of the add-on, opened in Odoo's shell as the web client opens it."""

from lxml import etree

ROWS = 20
#: What views ask for a field of another record.
_NAMED = {"fields": {"display_name": {}}}


def open_all(env):
    """Open each action of the add-on as the administrator; print a line for each that fails."""
    env = env(user=env.ref("base.user_admin").id, context={"lang": "en_US", "tz": "UTC"})
    _print_failures(env, "act_window", _open_action)
    _print_failures(env, "view", _open_view)
    env.cr.rollback()
    print("OPENED")


def _print_failures(env, kind, do):
    model = {"act_window": "ir.actions.act_window", "view": "ir.ui.view"}[kind]
    names = env["ir.model.data"].search([("module", "=", "sales_plan"), ("model", "=", model)])
    for data in names.sorted("name"):
        try:
            with env.cr.savepoint():
                do(env[model].browse(data.res_id))
        except Exception as error:  # noqa: BLE001 each is one finding
            print(f"BROKEN {kind} {data.name}: {type(error).__name__} {error}".replace("\n", " "))
    print(f"TRIED {len(names)} of {model}")


def _open_action(action):
    """Load the views of an action, and read what each of them shows first."""
    model = action.env.get(action.res_model)
    if model is None:
        return
    views = [(view_id, kind) for view_id, kind in action.views if kind != "search"]
    answer = model.get_views([*views, (action.search_view_id.id, "search")])
    fields = answer["models"][model._name]["fields"]
    for kind, view in answer["views"].items():
        if kind in ("list", "form", "kanban") and not model._transient:
            _read_records(model, _names_of(view["arch"], fields))
        elif kind in ("pivot", "graph"):
            _read_groups(model, view["arch"])


def _open_view(view):
    """Combine a view with all that inherits from it, and check it, as an update does."""
    if view.model and not view.inherit_id:
        view.env[view.model].get_view(view.id, view.type)
    view._check_xml()


def _names_of(arch, fields):
    """Return the fields of a view's own records, those of lists inside it left out."""
    tree = etree.fromstring(arch)
    found = tree.xpath("//field[not(ancestor::field)]/@name")
    return [name for name in dict.fromkeys(found) if name in fields]


def _read_records(model, names):
    if not model.has_access("read"):
        return
    specification = {
        name: _NAMED if model._fields[name].type in ("many2one", "many2many", "one2many") else {}
        for name in names
    }
    model.web_search_read([], specification, limit=ROWS)


def _read_groups(model, arch):
    names = etree.fromstring(arch).xpath("field[not(@type='measure')]")
    grouped = []
    for node in names[:2]:
        interval = node.get("interval")
        name = node.get("name")
        is_dated = model._fields[name].type in ("date", "datetime")
        grouped.append(f"{name}:{interval or 'month'}" if is_dated else name)
    model.formatted_read_group([], grouped, ["__count"])
