"""Arithmetic and declarations of sales planning: pure Python, no ORM, no database."""
