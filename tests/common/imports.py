import base64
import io
import re
import zipfile

from odoo.exceptions import UserError
from openpyxl import load_workbook

from .base import SalesPlanCommon


class ImportCommon(SalesPlanCommon):
    """A draft of 2026 by teams and customers, its spreadsheet, and ways to change that.

    ::

        line            column  G Jan    H Feb   I Mar   of D name, E above, S total, T unallocated
        5  total                1000
        6  ├── north            (150.25) (200)   (0)     sums: nothing typed
        7  │   ├── acme          100.25   200     0
        8  │   └── bolt           50                     held
        9  └── south            (70)
        10     └── coil           70
    """

    SHEET = "xl/worksheets/sheet1.xml"
    KEYS = "xl/worksheets/sheet3.xml"

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.draft = cls.plan("team", "customer", year=2026, name="Draft 2026")
        cls.north, cls.south = cls.rows(cls.draft, cls.team_north, cls.team_south)
        cls.north_acme, cls.north_bolt = cls.rows(cls.north, cls.acme, cls.bolt)
        cls.south_coil = cls.row(cls.south, cls.coil)
        cls.target(cls.draft, 1000)
        cls.target(cls.north_acme, 100.25)
        cls.target(cls.north_acme, 200, number=2)
        cls.target(cls.north_acme, 0, number=3)
        cls.target(cls.north_bolt, 50).is_held = True
        cls.target(cls.south_coil, 70)

    @classmethod
    def make_rolled_up(cls):
        """Return the same plan where rows above are sums."""
        plan = cls.draft.copy({"name": "Rolled up"})
        plan.root_id.target_ids.unlink()
        plan.rolls_up = True
        return plan

    @classmethod
    def export(cls, plan=None, user=None, **options):
        plan = (plan or cls.draft).with_user(user or cls.manager)
        return plan.env["sales.plan.grid.xlsx"]._build(plan, **options)

    @staticmethod
    def opened(content):
        return load_workbook(io.BytesIO(content))

    @classmethod
    def wizard(cls, content, plan=None, name="plan.xlsx"):
        return (
            cls.env["sales.plan.import"]
            .with_user(cls.manager)
            .create(
                {
                    "plan_id": (plan or cls.draft).id,
                    "file": base64.b64encode(content),
                    "file_name": name,
                }
            )
        )

    @classmethod
    def check(cls, content, plan=None):
        """Return the wizard with its preview."""
        wizard = cls.wizard(content, plan)
        wizard.action_check()
        return wizard

    @staticmethod
    def lines(wizard):
        """Return ``[(row, month, in Odoo, in the file), …]``, None for not planned."""
        return [
            (
                " / ".join(filter(None, (line.above, line.name))),
                line.period_id.date_from.month,
                line.was_amount if line.has_was else None,
                line.new_amount if line.has_new else None,
            )
            for line in wizard.line_ids.sorted("sequence")
        ]

    @classmethod
    def cells(cls, plan=None):
        """Return everything that an import may change, read anew."""
        cls.env.invalidate_all()
        plan = plan or cls.draft
        targets = cls.env["sales.plan.target"].search([("plan_id", "=", plan.id)])
        cells = {
            (target.allocation_id.display_name, target.period_id.date_from.month): (
                target.amount,
                target.history_amount,
                target.is_held,
            )
            for target in targets
        }
        return cells, plan.edit_version

    # Changing files -----------------------------------------------------------

    @classmethod
    def typed(cls, content, values, sheet=0):
        """Return the file with values typed into cells, as a program would that computes nothing.

        :param values: ``{"G7": value}``
        """
        book = load_workbook(io.BytesIO(content))
        for place, value in values.items():
            book.worksheets[sheet][place] = value
        return cls.saved(book)

    @staticmethod
    def saved(book):
        output = io.BytesIO()
        book.save(output)
        return output.getvalue()

    @staticmethod
    def repacked(content, changes=None, added=None):
        """Return the archive with parts changed or added.

        :param changes: ``{name: function that takes and returns bytes; None to leave it out}``
        :param added: ``{name: bytes}``
        """
        changes, output = changes or {}, io.BytesIO()
        with (
            zipfile.ZipFile(io.BytesIO(content)) as source,
            zipfile.ZipFile(output, "w", zipfile.ZIP_DEFLATED) as target,
        ):
            for name in source.namelist():
                change = changes.get(name, bytes)
                if change:
                    target.writestr(name, change(source.read(name)))
            for name, part in (added or {}).items():
                target.writestr(name, part)
        return output.getvalue()

    @classmethod
    def with_cell(cls, content, place, inside, kind=None):
        """Return the file with the XML of one cell of the table replaced.

        :param inside: ``<f>1+1</f><v>2</v>``
        :param kind: the cell's type: ``s``, ``b``, ``e``, ``str``…
        """
        attribute = f' t="{kind}"' if kind else ""
        pattern = re.compile(rf'<c r="{place}"((?: s="\d+")?)[^>]*?(?:/>|>.*?</c>)'.encode())

        def change(part):
            replaced, count = pattern.subn(
                lambda match: f'<c r="{place}"{match[1].decode()}{attribute}>{inside}</c>'.encode(),
                part,
            )
            assert count == 1, place
            return replaced

        return cls.repacked(content, {cls.SHEET: change})

    def assertSame(self, content, plan=None):  # noqa: N802
        wizard = self.check(content, plan)
        self.assertEqual(self.lines(wizard), [])
        self.assertEqual(wizard.summary, "The file and the plan say the same.")


class MalformedCommon(ImportCommon):
    """Asserts that files are refused."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.content = cls.export()

    def assertRefused(self, sentence, content, plan=None):  # noqa: N802
        """Assert that a file is refused with exactly this, and nothing written."""
        before = self.cells(plan)
        wizard = self.wizard(content, plan)
        with self.assertRaises(UserError) as caught, self.cr.savepoint():
            wizard.action_check()
        self.assertEqual(str(caught.exception), sentence)
        self.assertEqual(self.cells(plan), before)
        self.assertFalse(wizard.line_ids)

    def replaced(self, pattern, text, part=None, content=None):
        """Return the file with text replaced in the XML of one of its parts."""

        def change(xml):
            changed, count = re.subn(pattern.encode(), text.encode(), xml)
            assert count, pattern
            return changed

        return self.repacked(content or self.content, {part or self.SHEET: change})
