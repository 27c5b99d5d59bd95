"""What a spreadsheet is made of: parts of XML in a zip archive, of which those needed are read.

Nobody knows who made a file. Reading it must not take more memory or time than the limits here and
in ``parts.py``, nor reach for anything outside of the file.
"""

import struct
import zipfile
import zlib
from contextlib import contextmanager
from io import BytesIO
from xml.parsers import expat

from odoo.exceptions import UserError

from ...tools.arguments import shorten
from .parts import (
    CHUNK,
    LONGEST_TAG,
    MEGABYTE,
    MOST_CHARACTERS,
    SHEET_LIST,
    SMALL_CHUNK,
    Enough,
    Meter,
    TooDeep,
    TooLong,
)

#: Size of the file, and what the archive may say of all its parts unpacked.
MOST_BYTES, MOST_UNPACKED = 20 * MEGABYTE, 200 * MEGABYTE
MOST_PARTS = 5000

_BROKEN = (
    zipfile.BadZipFile,
    zlib.error,
    expat.ExpatError,
    EOFError,
    LookupError,
    NotImplementedError,
    OSError,
    OverflowError,
    RuntimeError,
    ValueError,
    struct.error,
)
_OLE = b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1"
_MARKUP = (b"<html", b"<!doctype html", b"<table", b"<?xml")
WORKBOOK, _TYPES = "xl/workbook.xml", "[content_types].xml"
#: What each part is announced with in the archive.
_ANNOUNCED = b"PK\x01\x02"
#: How much of a part's name is told.
_LONGEST_NAME = 200
#: Other ways of packing want memory before they give anything out.
_PACKED = (zipfile.ZIP_STORED, zipfile.ZIP_DEFLATED)


class Package:
    """The archive of a workbook. Parts that nobody asks for are not unpacked.

    :ivar parts: ``{name in small letters: ZipInfo}``
    """

    def __init__(self, env, content):
        """Look at the archive.

        :raise UserError: one sentence, unless it is that of a workbook
        """
        self.env = env
        self.content = content
        self._check_content()
        try:
            self.archive = zipfile.ZipFile(BytesIO(content))
            self.parts = {part.filename.lower(): part for part in self.archive.infolist()}
            self._check_parts()
        except _BROKEN as error:
            raise UserError(self._get_broken()) from error

    def _get_broken(self):
        return self.env._("The file is damaged or incomplete: it cannot be opened as a workbook.")

    # -------------------------------------------------------------------------
    # The file
    # -------------------------------------------------------------------------

    def _check_content(self):
        content = self.content
        if not content:
            raise UserError(self.env._("The file is empty."))
        if len(content) > MOST_BYTES:
            raise UserError(self.describe_size(self.env))
        if content.startswith(_OLE):
            raise UserError(self._describe_ole())
        if not content.startswith(b"PK"):
            raise UserError(self._describe_other())
        if content.count(_ANNOUNCED) > MOST_PARTS:
            raise UserError(
                self.env._("The file has more than %s parts, more than any workbook.", MOST_PARTS)
            )

    @staticmethod
    def describe_size(env):
        """Return the sentence about a file that is too large."""
        return env._("The file is larger than %s MB.", MOST_BYTES // MEGABYTE)

    def _describe_ole(self):
        if "EncryptedPackage".encode("utf-16-le") in self.content:
            return self.env._("The file is protected with a password. Save it without one.")
        return self.env._(
            "The file is in the old format of Excel (.xls). Save it as an Excel workbook (.xlsx)."
        )

    def _describe_other(self):
        start = self.content[:4096].lstrip(b"\xef\xbb\xbf \t\r\n").lower()
        if start.startswith(_MARKUP):
            return self.env._(
                "The file is a web page or XML document, not an Excel workbook (.xlsx)."
            )
        if b"\0" not in start and not start.startswith(b"%pdf"):
            return self.env._(
                "The file is a text file, such as CSV, not an Excel workbook (.xlsx)."
            )
        return self.env._("The file is not an Excel workbook (.xlsx).")

    # -------------------------------------------------------------------------
    # Its parts
    # -------------------------------------------------------------------------

    def _check_parts(self):
        parts = self.archive.infolist()
        if any(part.flag_bits & 1 for part in parts):
            raise UserError(
                self.env._("The file is protected with a password. Save it without one.")
            )
        if len(self.parts) != len(parts):
            raise UserError(self._get_broken())
        if sum(part.file_size for part in parts) > MOST_UNPACKED:
            raise UserError(
                self.env._("Unpacked, the file is larger than %s MB.", MOST_UNPACKED // MEGABYTE)
            )
        self._check_names(self.parts)
        self._check_types()

    def _check_names(self, names):
        if "mimetype" in names and "content.xml" in names:
            raise UserError(
                self.env._(
                    "The file is an OpenDocument spreadsheet (.ods). Save it as an Excel workbook "
                    "(.xlsx)."
                )
            )
        if "xl/workbook.bin" in names:
            raise UserError(
                self.env._(
                    "The file is a binary workbook (.xlsb). Save it as an Excel workbook (.xlsx)."
                )
            )
        if any(name.endswith("vbaproject.bin") or "/macrosheets/" in name for name in names):
            raise UserError(self._get_macros())
        if any(name.startswith("xl/externallinks/") for name in names):
            raise UserError(
                self.env._(
                    "The workbook has links to other files. Replace the formulas that use them "
                    "by their values."
                )
            )
        if "xl/connections.xml" in names:
            raise UserError(
                self.env._("The workbook has connections to other sources of data. Remove them.")
            )
        if not {WORKBOOK, _TYPES} <= names.keys():
            raise UserError(
                self.env._("The file is a zip archive, but there is no workbook in it.")
            )

    def _get_macros(self):
        return self.env._(
            "The workbook has macros. Save it without them, as an Excel workbook (.xlsx)."
        )

    def _check_types(self):
        if b"macroEnabled" in self._read(_TYPES):
            raise UserError(self._get_macros())
        if b"purl.oclc.org/ooxml" in self._read(WORKBOOK):
            raise UserError(
                self.env._(
                    "The file is a Strict Open XML spreadsheet. Save it as an Excel workbook "
                    "(.xlsx)."
                )
            )

    # -------------------------------------------------------------------------
    # Reading
    # -------------------------------------------------------------------------

    def parse(self, name, reader, limit):
        """Let a reader go through a part, once all of it is known to keep within a limit.

        :param name: in small letters
        :param reader: a ``PartReader``
        :raise UserError: one sentence, when the part is damaged, or larger than any workbook's
        """
        meter = Meter(self.env, limit)
        with self._telling(name):
            for __ in self._unpack(name, meter):
                pass
        self._parse(name, reader, self._unpack(name, Meter(self.env, limit)))

    def parse_first(self, name, reader, meter):
        """Let a reader go through a part until it has ``Enough``.

        :param meter: counts what is unpacked, and may have counted other parts before
        :raise UserError: as :meth:`parse`
        """
        self._parse(name, reader, self._unpack(name, meter, SMALL_CHUNK))

    def _parse(self, name, reader, chunks):
        with self._telling(name):
            parser, fed = self._make_parser(name, reader), 0
            for chunk in chunks:
                parser.Parse(chunk)
                fed += len(chunk)
                # what has no end yet is kept, and gone through again with each chunk
                if fed - parser.CurrentByteIndex > LONGEST_TAG:
                    raise TooLong
            parser.Parse(b"", True)

    def _read(self, name):
        with self._telling(name):
            return b"".join(self._unpack(name, Meter(self.env, SHEET_LIST)))

    def _unpack(self, name, meter, size=CHUNK):
        part = self.parts[name]
        if part.compress_type not in _PACKED:
            raise UserError(
                self.env._(
                    "The part “%s” of the file is packed in a way that no spreadsheet program "
                    "uses: it is not read.",
                    self._get_name(name),
                )
            )
        with self.archive.open(part) as source:
            while chunk := source.read(size):
                meter.count(self._get_name(name), chunk)
                yield chunk

    def _get_name(self, name):
        return shorten(self.parts[name].filename, _LONGEST_NAME)

    def _make_parser(self, name, reader):
        def refuse(*__):
            raise UserError(
                self.env._(
                    "The part “%s” of the file declares a document type, which no workbook "
                    "does: it is not read.",
                    self._get_name(name),
                )
            )

        parser = expat.ParserCreate()
        parser.buffer_text = True
        parser.StartDoctypeDeclHandler = refuse
        parser.StartElementHandler = reader.start
        parser.EndElementHandler = reader.end
        parser.CharacterDataHandler = reader.take_text
        return parser

    @contextmanager
    def _telling(self, name):
        """Say in one sentence what is wrong with a part."""
        try:
            yield
        except Enough:
            return
        except TooDeep as error:
            raise UserError(
                self.env._(
                    "The part “%s” of the file is nested more deeply than that of any workbook: "
                    "it is not read.",
                    self._get_name(name),
                )
            ) from error
        except TooLong as error:
            raise UserError(
                self.env._(
                    "The part “%(part)s” of the file has a text, a tag or a comment of more than "
                    "%(most)s characters: it is not read.",
                    part=self._get_name(name),
                    most=MOST_CHARACTERS,
                )
            ) from error
        except _BROKEN as error:
            raise UserError(self._get_broken()) from error
