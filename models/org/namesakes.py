"""Names of records that can be told apart, wherever two could be meant."""

from collections import Counter

from odoo.fields import Domain

#: Who shares a name with others, by model: whom one could mean, and what tells them apart, what
#: people know best first.
_MEANT = {
    "res.partner": (
        Domain("is_company", "=", True) | Domain("parent_id", "=", False),
        ("city", "parent_id", "ref", "country_id"),
    ),
    "res.users": (Domain("share", "=", False), ("login",)),
    "crm.team": (Domain.TRUE, ("parent_id", "user_id")),
}


def tell_apart(records):
    """Return what records are called: ``{id: name}``.

    That is their name as everywhere, and in brackets behind it, where another record has the same,
    what that one has not: the city of a customer, the company above it, its reference; the login
    of a person; the team above a team. What nothing tells apart has its number there. So a name is
    the same wherever it stands, and leads back to its record.
    """
    names = get_plain_names(records)
    if records._name in _MEANT:
        names |= {
            record.id: f"{names[record.id]} ({mark})"
            for record, mark in _find_marks(records).items()
        }
    return names


def get_plain_names(records):
    """Return what records are called without what tells them apart: ``{id: name}``."""
    return {record.id: record.display_name or "" for record in records}


def _find_marks(records):
    """Return what tells records apart that share their name with others: ``{record: text}``."""
    meant, fields = _MEANT[records._name]
    domain = meant & Domain("name", "in", [*{*records.mapped("name")} - {False, ""}])
    # sudo: that there is another one of a name; nothing of it is shown
    groups = records.sudo()._read_group(
        domain, ["name"], ["id:recordset"], having=[("__count", ">", 1)]
    )
    alike = dict(groups)
    # all of them are read at once, and not name by name
    ids = records.browse().union(*alike.values()).ids
    found = {}
    for record in records:
        others = alike.get(record.name, records.browse()).sudo() - record
        if others:
            found[record] = _get_mark(record, others.with_prefetch(ids), fields)
    return found


def _get_mark(record, others, fields):
    """Return what one record has and others of its name have not, in one or more words."""
    texts = {field: _get_text(record, field) for field in fields}
    for field, text in texts.items():
        if text and text not in {_get_text(other, field) for other in others}:
            return text
    together = ", ".join(filter(None, texts.values()))
    theirs = Counter(
        ", ".join(filter(None, (_get_text(other, field) for field in fields))) for other in others
    )
    return together if together and not theirs[together] else f"#{record.id}"


def _get_text(record, field):
    value = record[field]
    return (value.display_name or "") if hasattr(value, "_name") else (value or "")
