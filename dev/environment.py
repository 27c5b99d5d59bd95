"""All that a command needs: Odoo's source, a running PostgreSQL, the databases on it."""

from contextlib import contextmanager
from dataclasses import dataclass

from . import databases, odoo_process, odoo_source, postgres


@dataclass(frozen=True)
class Environment:
    """What `environment.ready()` gives."""

    source: odoo_source.OdooSource
    server: postgres.Server
    databases: databases.Databases

    def odoo(self, database, addons=()):
        """Return Odoo on one database."""
        return odoo_process.Odoo(self.source, self.server, database, addons)


@contextmanager
def ready(clock=None):
    """Get what is missing, start PostgreSQL, and stop it at the end.

    :param clock: see `postgres.running`
    """
    source = odoo_source.get()
    with postgres.running(clock) as server:
        yield Environment(source, server, databases.Databases(source, server))
