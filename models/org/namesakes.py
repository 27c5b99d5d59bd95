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
    for name, named in records.grouped("name").items():
        if name in alike:
            namesakes = _Namesakes(alike[name].sudo().with_prefetch(ids), fields)
            found.update((record, namesakes.get_mark(record)) for record in named)
    return found


class _Namesakes:
    """Those of one name, two at least: how many of them have what. Each is looked at once, as
    thousands of customers may be called the same."""

    def __init__(self, records, fields):
        self._ids = set(records.ids)
        self._fields = fields
        texts = [self._get_texts(record) for record in records]
        self._counts = [Counter(column) for column in zip(*texts, strict=True)]
        self._together = Counter(map(_join, texts))

    def get_mark(self, record):
        """Return what one record has and others of its name have not, in one or more words."""
        # one that nobody means, as of the archive, is not counted
        own = int(record.id in self._ids)
        texts = self._get_texts(record)
        for text, counts in zip(texts, self._counts, strict=True):
            if text and counts[text] == own:
                return text
        together = _join(texts)
        return together if together and self._together[together] == own else f"#{record.id}"

    def _get_texts(self, record):
        return [_get_text(record, field) for field in self._fields]


def _join(texts):
    return ", ".join(filter(None, texts))


def _get_text(record, field):
    value = record[field]
    return (value.display_name or "") if hasattr(value, "_name") else (value or "")
