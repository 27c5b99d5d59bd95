"""Languages: every text is translated, with the trade's own terms, and keeps what it carries.

`i18n/terms/<language>.csv` names the terms: of a message whose English has the term as a word, the
translation has one of the stems. `i18n/terms/<language>.same.txt` has the messages that are the
same in both languages, one in each line; in the .po file, as the checks of OCA want it, they are
empty.
"""

import csv
import re
from functools import cache

import polib
import pytest
import structure

FOLDER = structure.ROOT / "i18n"
LANGUAGES = sorted(path.stem for path in FOLDER.glob("*.po"))
#: What is filled in, is markup, or names a key: no words of a sentence.
NO_WORDS = re.compile(r"%\(\w+\)[sd]|%[sd]|\{\w*\}|\$\{[^}]*\}|</?\w[^<>]*>|&\w+;|\[\{[^\]]*\]")
CARRIED = re.compile(r"%\(\w+\)[sd]|%[sd%]|\{\w+\}|\$\{[^}]*\}|</?\w+")


@cache
def _read(language):
    return [entry for entry in polib.pofile(str(FOLDER / f"{language}.po")) if not entry.obsolete]


def _read_same(language):
    path = FOLDER / "terms" / f"{language}.same.txt"
    lines = path.read_text(encoding="utf-8").splitlines()
    return {line.replace("\\n", "\n") for line in lines}


def _read_terms(language):
    with open(FOLDER / "terms" / f"{language}.csv", encoding="utf-8", newline="") as file:
        for row in csv.DictReader(file):
            stems = [stem.strip().lower() for stem in row["stems"].split("|")]
            pattern = re.compile(rf"\b{re.escape(row['term'])}s?\b", re.IGNORECASE)
            yield row["term"], pattern, stems, set(filter(None, row["except"].split(" ¦ ")))


def _words(text):
    return NO_WORDS.sub(" ", text)


def test_there_are_four():
    assert {"de", "es", "fr", "pl"} <= set(LANGUAGES)


@pytest.mark.parametrize("language", LANGUAGES)
def test_every_message_is_translated(language):
    same, entries = _read_same(language), _read(language)
    template = {entry.msgid for entry in polib.pofile(str(FOLDER / "sales_plan.pot"))}
    assert {entry.msgid for entry in entries} == template
    wrong = [
        entry.msgid
        for entry in entries
        if entry.fuzzy or (not entry.msgstr and entry.msgid not in same)
    ]
    assert not wrong, f"{len(wrong)} are not translated: {wrong[:20]}"
    idle = same - {entry.msgid for entry in entries if not entry.msgstr}
    assert not idle, f"not the same, or gone: {sorted(idle)[:20]}"


@pytest.mark.parametrize("language", LANGUAGES)
def test_translations_keep_what_is_filled_in(language):
    wrong = [
        entry.msgid
        for entry in _read(language)
        if entry.msgstr
        and sorted(CARRIED.findall(entry.msgid)) != sorted(CARRIED.findall(entry.msgstr))
    ]
    assert not wrong, wrong[:20]


@pytest.mark.parametrize("language", LANGUAGES)
def test_terms_are_the_trade_s_own(language):
    entries = [
        (entry.msgid, _words(entry.msgid), _words(entry.msgstr).lower())
        for entry in _read(language)
        if entry.msgstr
    ]
    terms = list(_read_terms(language))
    assert len(terms) >= 60
    wrong = [
        f"{term}: {message!r} → {translation!r}"
        for term, pattern, stems, exceptions in terms
        for message, english, translation in entries
        if pattern.search(english)
        and message not in exceptions
        and not any(stem in translation for stem in stems)
    ]
    assert not wrong, f"{len(wrong)}: " + "\n".join(wrong[:20])
