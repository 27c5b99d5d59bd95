"""Databases: cached templates with the add-on's dependencies, and copies of them.

A template is Odoo with the add-on's dependencies but without the add-on, once bare and once with
Odoo's demo data. Copying one takes a second, making one a minute.
"""

import ast
import hashlib
import os
import shutil

from . import console, locks, odoo_process, paths

BUILD_ASSETS = "env['ir.qweb']._pregenerate_assets_bundles(); env.cr.commit()"
PREFIX = "sales_plan_template"


class Databases:
    """The databases on one server, with the filestores that belong to them."""

    def __init__(self, source, server):
        self.source = source
        self.server = server

    def sql(self, query, *parameters):
        """Run one statement outside any transaction; return its rows, if it has any."""
        return self.sql_in("postgres", query, *parameters)

    def sql_in(self, name, query, *parameters):
        """Run one statement in a database; return its rows, if it has any."""
        connection = self.server.connect(name)
        try:
            with connection.cursor() as cursor:
                cursor.execute(query, parameters)
                return cursor.fetchall() if cursor.description else []
        finally:
            connection.close()

    def filestore(self, name):
        """Return the folder with the files that belong to a database."""
        return self.server.data / "filestore" / name

    def exists(self, name):
        """Tell whether there is a database of that name."""
        return bool(self.sql("SELECT 1 FROM pg_database WHERE datname = %s", name))

    def drop(self, name):
        """Remove a database and its filestore, whoever is still connected."""
        self.sql(f'DROP DATABASE IF EXISTS "{name}" WITH (FORCE)')
        shutil.rmtree(self.filestore(name), ignore_errors=True)

    def copy(self, template, name):
        """Make a database from another one that nobody is connected to."""
        self.drop(name)
        self.sql(f'CREATE DATABASE "{name}" TEMPLATE "{template}"')
        if self.filestore(template).is_dir():
            # Odoo never changes a stored file, so the copies can share them.
            shutil.copytree(self.filestore(template), self.filestore(name), copy_function=os.link)

    def rename(self, name, new_name):
        """Give a database that is ready, and its filestore, the name that others look for."""
        self.sql(f'ALTER DATABASE "{name}" RENAME TO "{new_name}"')
        shutil.rmtree(self.filestore(new_name), ignore_errors=True)
        if self.filestore(name).exists():
            self.filestore(name).rename(self.filestore(new_name))

    def drop_abandoned(self, prefix):
        """Drop throw-away databases, and folders, of processes that are gone."""
        for (name,) in self.sql(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", f"{prefix}%"
        ):
            if _is_abandoned(name):
                self.drop(name)
        for folder in paths.WORK.glob(f"{prefix}*"):
            if _is_abandoned(folder.name):
                shutil.rmtree(folder, ignore_errors=True)

    def stop_vacuuming(self, name):
        """Let no table of a database be vacuumed by itself.

        Tests do not commit what they write. To a vacuum that comes by, their tables are empty, and
        what PostgreSQL then plans for joins of nothing takes minutes on what is really there. What
        a vacuum has seen while a slow machine installed is forgotten, where that is allowed.
        """
        self.sql_in(
            name,
            """DO $$
               DECLARE item regclass;
               BEGIN
                   FOR item IN SELECT oid FROM pg_class
                                WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                   LOOP
                       EXECUTE 'ALTER TABLE ' || item || ' SET (autovacuum_enabled = false)';
                   END LOOP;
                   IF (SELECT rolsuper FROM pg_roles WHERE rolname = current_user) THEN
                       UPDATE pg_class SET reltuples = -1, relpages = 0
                        WHERE relkind = 'r' AND relnamespace = 'public'::regnamespace
                          AND reltuples = 0;
                   END IF;
               END $$""",
        )

    def note(self, name, text=None):
        """Return the note that is kept at a database, or write it."""
        if text is not None:
            self.sql(f'COMMENT ON DATABASE "{name}" IS %s', text)
            return text
        [[found]] = self.sql(
            "SELECT shobj_description(oid, 'pg_database') FROM pg_database WHERE datname = %s",
            name,
        )
        return found or ""

    def template(self, demo):
        """Return the name of the template, making it first when there is none yet."""
        kind = f"{PREFIX}_{'demo' if demo else 'bare'}"
        name = f"{kind}_{self._key()}"
        with locks.exclusive(kind):
            if not self.exists(name):
                self._drop_outdated(kind)
                self._make_template(name, demo)
        return name

    def _key(self):
        """Change whenever a template has to be made anew."""
        parts = [self.source.version, str(self.source.root), *dependencies()]
        parts.append((paths.DEV / "requirements.txt").read_text())
        return hashlib.sha256("\n".join(parts).encode()).hexdigest()[:8]

    def _drop_outdated(self, kind):
        for (name,) in self.sql(
            "SELECT datname FROM pg_database WHERE datname LIKE %s", f"{kind}%"
        ):
            self.drop(name)

    def _make_template(self, name, demo):
        unfinished = f"{name}_unfinished"
        process = odoo_process.Odoo(self.source, self.server, unfinished)
        process.step(
            f"Making a database with Odoo{' and its demo data' if demo else ''}",
            ["--init", ",".join(dependencies()), "--stop-after-init", "--no-http"]
            + (["--with-demo"] if demo else []),
        )
        if not demo:  # there the browser tests run; most of Odoo's bundles do not change
            process.script("Building the scripts and styles of the web client", BUILD_ASSETS)
        self.rename(unfinished, name)
        shutil.rmtree(process.folder, ignore_errors=True)


def _is_abandoned(name):
    """Tell whether the process is gone whose number a name ends in."""
    return not os.path.exists(f"/proc/{name.rsplit('_', 1)[-1]}")


def dependencies():
    """Return the Odoo modules that the add-on's manifest names."""
    manifest = paths.ROOT / "__manifest__.py"
    if not manifest.exists():
        raise console.Failure(f"{manifest} is missing: this folder does not hold the add-on.")
    return ast.literal_eval(manifest.read_text(encoding="utf-8"))["depends"]
