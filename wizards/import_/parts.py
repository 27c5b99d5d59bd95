"""Parts of a workbook, each a document of XML: how much of them is read, and how.

A part is measured while it is unpacked, before a parser sees any of it; what is counted are the
bytes that come out, whatever the archive says. The parser keeps nothing: a reader takes from it
what is needed and lets the rest go by.
"""

from dataclasses import dataclass

from odoo.exceptions import UserError

MEGABYTE = 1024**2
#: Bytes that are unpacked at once, of a whole part and of one whose first rows are read.
CHUNK, SMALL_CHUNK = 64 * 1024, 16 * 1024
#: What a cell can have, and how many bytes of a tag or a comment a parser has to keep.
MOST_CHARACTERS, LONGEST_TAG = 32_767, 4 * CHUNK
#: How deep elements may be within each other; extensions of Excel come to some fifteen.
MOST_NESTED = 64


@dataclass(frozen=True)
class Limit:
    """How much of a part is read.

    :param unpacked: how many megabytes
    :param marks: how many tags and attributes, counted by the characters that begin them
    """

    unpacked: int
    marks: int


#: The list of types; the list of sheets, which has the defined names too, and what it refers to.
SHEET_LIST = Limit(unpacked=16, marks=500_000)
#: As many formats as Excel allows, 65,490, and as many named ones.
STYLES = Limit(unpacked=32, marks=2_000_000)
TEXTS = Limit(unpacked=24, marks=2_000_000)
#: The first rows of all sheets together, and the keys.
FIRST_ROWS = Limit(unpacked=32, marks=3_000_000)
TABLE = Limit(unpacked=200, marks=12_000_000)


class Enough(Exception):
    """A reader has found what it was looking for: the rest is not read."""


class TooDeep(Exception):
    """Elements are within each other more deeply than in any workbook."""


class TooLong(Exception):
    """A text is longer than a cell can have, or a tag or comment longer than any is."""


class Meter:
    """Counts what is unpacked, and refuses what is more than its limit."""

    def __init__(self, env, limit):
        self.env = env
        self.limit = limit
        self.unpacked = self.marks = 0

    def count(self, name, chunk):
        """Count the next bytes of a part.

        :raise UserError: when they are too many
        """
        self.unpacked += len(chunk)
        self.marks += chunk.count(b"<") + chunk.count(b"=")
        if self.unpacked > self.limit.unpacked * MEGABYTE:
            raise UserError(
                self.env._(
                    "The part “%(part)s” of the file is too large to be read: unpacked, it has "
                    "more than %(most)s MB. Export the planning table again and copy your figures "
                    "into that file.",
                    part=name,
                    most=self.limit.unpacked,
                )
            )
        if self.marks > self.limit.marks:
            raise UserError(
                self.env._(
                    "The part “%(part)s” of the file is too large to be read: it has more than "
                    "%(most)s tags and attributes. Export the planning table again and copy your "
                    "figures into that file.",
                    part=name,
                    most=self.limit.marks,
                )
            )


class PartReader:
    """Takes from a parser the elements that it has a method for.

    Names are those of the namespace that the outermost element is in. A method ``start_row`` takes
    the attributes of each ``row``, ``end_row`` is called at its end.
    """

    ROOT = ""

    def __init__(self):
        self.depth = 0
        self.is_collecting = False
        self._starts, self._ends = {}, {}
        self._pieces, self._length = [], 0

    def start(self, name, attributes):
        """Take the beginning of an element."""
        if not self.depth:
            self._begin(name)
        self.depth += 1
        if self.depth > MOST_NESTED:
            raise TooDeep
        handle = self._starts.get(name)
        if handle:
            handle(attributes)

    def end(self, name):
        """Take the end of an element."""
        self.depth -= 1
        handle = self._ends.get(name)
        if handle:
            handle()

    def take_text(self, text):
        """Take what stands between tags."""
        if self.is_collecting:
            self._pieces.append(text)
            self._length += len(text)
            if self._length > MOST_CHARACTERS:
                raise TooLong

    def _begin(self, name):
        prefix, colon, root = name.rpartition(":")
        if root != self.ROOT:
            raise ValueError(name[:100])
        for method in dir(self):
            when, __, element = method.partition("_")
            if when in ("start", "end") and element:
                handlers = self._starts if when == "start" else self._ends
                handlers[prefix + colon + element] = getattr(self, method)

    def collect(self):
        """Keep what stands between tags from here on."""
        self.is_collecting = True
        self._pieces, self._length = [], 0

    def take_collected(self):
        """Return what was kept, and keep nothing more."""
        self.is_collecting = False
        return "".join(self._pieces)


class TextReader(PartReader):
    """Reads texts that may have formats in them; how they are pronounced is no part of them."""

    def __init__(self):
        super().__init__()
        self._is_pronunciation = False

    def start_t(self, attributes):
        self.is_collecting = not self._is_pronunciation

    def end_t(self):
        self.is_collecting = False

    def start_rPh(self, attributes):  # noqa: N802
        self._is_pronunciation = True

    def end_rPh(self):  # noqa: N802
        self._is_pronunciation = False

    def begin_text(self):
        """Begin another text."""
        self.collect()
        self.is_collecting = False
