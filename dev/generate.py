"""Fill a database with years of sales of a mid-sized company, the same rows every time.

`generate` writes teams, salespeople, customers, a catalogue, posted invoices and credit notes,
payments, sales orders and opportunities. Masters go through the ORM; documents are copied in SQL
from ones that the ORM made (see `generate_sql`), so that a million invoice lines take minutes.

`make bench` calls it. For a database of one's own, in Odoo's shell with this repository as the
working directory:

    from dev.generate import Size, generate
    generate(env, Size.for_lines(20_000, last_day=date(2025, 12, 31)))
    env.cr.commit()
"""

import datetime
import logging
from dataclasses import dataclass

from .generate_bulk import bare_tables
from .generate_invoices import LINES_PER_DOCUMENT, generate_invoices
from .generate_masters import generate_masters
from .generate_orders import generate_orders
from .generate_patterns import read_all_patterns
from .generate_payments import generate_payments
from .generate_sql import RANDOM, run

_logger = logging.getLogger(__name__)


@dataclass(frozen=True)
class Size:
    """How much to generate, and for which span of dates."""

    lines: int
    date_from: datetime.date
    date_to: datetime.date
    teams: int = 30
    salespeople: int = 300
    customers: int = 20_000
    products: int = 2_000
    categories: int = 40

    @property
    def invoices(self):
        """Number of invoices and credit notes."""
        return max(1, round(self.lines / LINES_PER_DOCUMENT))

    @classmethod
    def for_lines(cls, lines, last_day, years=5):
        """Return the size for so many invoice lines in the `years` up to `last_day`.

        At a million lines it has 300 salespeople and 20,000 customers; below that the
        organisation shrinks too, so that small databases stay quick and plausible.
        """
        return cls(
            lines=lines,
            date_from=datetime.date(last_day.year - years + 1, 1, 1),
            date_to=last_day,
            teams=min(30, max(2, lines // 2_000)),
            salespeople=min(300, max(4, lines // 200)),
            customers=min(20_000, max(10, lines // 20)),
            products=min(2_000, max(10, lines // 20)),
            categories=min(40, max(4, lines // 500)),
        )


def generate(env, size):
    """Generate everything of `size` in the company of `env`, without committing.

    The same size in the same database gives the same rows. The temporary tables `gen_*` tell what
    was decided; they go when the cursor closes.
    """
    run(env, RANDOM)
    _logger.info("teams, salespeople, products and customers")
    generate_masters(env, size)
    patterns = read_all_patterns(env)
    with bare_tables(env, ("account_move", "account_move_line"), size.lines):
        for step in (generate_invoices, generate_payments, generate_orders):
            _logger.info("%s", step.__name__.replace("generate_", ""))
            step(env, size, patterns)
        _logger.info("indexes")
    env.invalidate_all(flush=False)
