"""Numbers that may be missing.

Odoo reads an empty number as zero. Where nothing was planned, or there is nothing to divide by,
zero would be a figure of its own: in a list, and in every file made of it.
"""

from odoo import fields


class _Nullable:
    """A number whose NULL is read as False, which counts as zero in arithmetic, and exported as
    nothing. Computed fields assign False or None for it."""

    def convert_to_cache(self, value, record, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_cache(value, record, validate)

    def convert_to_column_insert(self, value, record, values=None, validate=True):
        if value is None or value is False:
            return None
        return super().convert_to_column_insert(value, record, values, validate)

    def convert_to_record(self, value, record):
        return False if value is None else value

    def convert_to_export(self, value, record):
        return "" if value is None or value is False else value


class NullableMonetary(_Nullable, fields.Monetary):
    """Money that may be missing."""


class NullableFloat(_Nullable, fields.Float):
    """A number that may be missing."""


class Ratio(NullableFloat):
    """A share of one (0.5 for 50 %) that may be missing. Files show it as a percentage."""
