"""`make pot`: the template of translations, i18n/sales_plan.pot, and the .po files beside it."""

import os
import shutil

from . import console, environment, odoo_process, paths

FOLDER = paths.ROOT / "i18n"
TEMPLATE = FOLDER / f"{paths.MODULE}.pot"
MAKER = f"{paths.MODULE}_pot_"


def main(_arguments):
    """Write the template anew from a throw-away database, then merge it into each .po file."""
    with environment.ready() as env:
        env.databases.drop_abandoned(MAKER)
        name = f"{MAKER}{os.getpid()}"
        env.databases.copy(env.databases.template(demo=False), name)
        try:
            process = env.odoo(name, [odoo_process.copy_addon(paths.WORK / name)])
            process.step(
                "Installing the add-on", ["--init", paths.MODULE, "--stop-after-init", "--no-http"]
            )
            FOLDER.mkdir(exist_ok=True)
            if difference(process):  # else only the date would change
                shutil.copy(process.folder / TEMPLATE.name, TEMPLATE)
        finally:
            env.databases.drop(name)
            shutil.rmtree(paths.WORK / name, ignore_errors=True)
    console.say(f"{TEMPLATE.relative_to(paths.ROOT)} is current.")
    for path in sorted(FOLDER.glob("*.po")):
        merge(path)


def export(process):
    """Return a new export of the template from a database with the add-on."""
    exported = process.folder / TEMPLATE.name
    command = process.command("-o", exported, paths.MODULE, subcommand=("i18n", "export"))
    console.step("Exporting the terms to translate", command, "", **process.options())
    return exported


def difference(process):
    """Return what is wrong with the template in the repository, or nothing."""
    exported = export(process)
    if not TEMPLATE.exists():
        return f"i18n/{TEMPLATE.name} is missing; `make pot` writes it."
    old, new = _terms(TEMPLATE), _terms(exported)
    lines = [f"    - {term}" for term in sorted(old - new)]
    lines += [f"    + {term}" for term in sorted(new - old)]
    if not lines:
        return ""
    return "\n".join([f"i18n/{TEMPLATE.name} is not current; run `make pot`:", *lines[:20]])


def _terms(path):
    """Return each term with the places that it is used at."""
    import polib  # only in the virtual environment

    return {
        f"{entry.msgid!r} {entry.comment!r} {sorted(place for place, _line in entry.occurrences)}"
        for entry in polib.pofile(str(path))
    }


def merge(path):
    """Bring a translation up to the template; keep what is translated."""
    import polib  # only in the virtual environment

    translation = polib.pofile(str(path), wrapwidth=78)
    translation.merge(polib.pofile(str(TEMPLATE)))
    for entry in translation.obsolete_entries():
        translation.remove(entry)
    translation.sort(key=lambda entry: entry.msgid)
    translation.save()
    console.say(f"{path.relative_to(paths.ROOT)}: {translation.percent_translated()} % translated.")
