import json
import re
from pathlib import Path

from lxml import html
from odoo.exceptions import UserError
from odoo.tests import tagged

from ...models.org.sales_help import PAGES
from ..common.base import SalesPlanCommon

ADDON = Path(__file__).parents[2]
#: Names of what clients read pages of the help for.
PICTURES = re.compile(r"^/sales_plan/static/description/([a-z-]+\.png)$")


@tagged("post_install", "-at_install")
class TestHelp(SalesPlanCommon):
    """R34: a page of help for each screen, inside Odoo, in the reader's language."""

    def read_page(self, page, user=None, lang=None):
        pages = self.env["sales.help"].with_user(user or self.salesperson)
        return pages.with_context(lang=lang or "en_US").read_page(page)

    def tree(self, page):
        return html.fragment_fromstring(self.read_page(page)["html"], create_parent="div")

    def test_everybody_reads_every_page(self):
        for user in (self.salesperson, self.leader, self.manager, self.auditor):
            for page in PAGES:
                with self.subTest(user=user.login, page=page):
                    found = self.read_page(page, user)
                    self.assertEqual([item["page"] for item in found["pages"]], list(PAGES))
                    titles = {item["page"]: item["title"] for item in found["pages"]}
                    self.assertEqual(found["title"], titles[page])
                    self.assertGreater(len(html.fromstring(found["html"]).text_content()), 300)

    def test_pictures_are_there(self):
        """Every picture has a text for who does not see it, and is a file of the add-on."""
        shown = set()
        for page in PAGES:
            for picture in self.tree(page).iter("img"):
                with self.subTest(page=page, picture=picture.get("src")):
                    self.assertTrue(picture.get("alt"))
                    name = PICTURES.match(picture.get("src"))[1]
                    self.assertTrue((ADDON / "static" / "description" / name).exists())
                    shown.add(name)
        self.assertGreaterEqual(len(shown), 4)

    def test_menus_are_called_what_they_are(self):
        """What the help calls a menu is one."""
        root = self.env.ref("sales_plan.sales_plan_menu_root")
        menus = self.env["ir.ui.menu"].search([("id", "child_of", root.id)])
        ways = {menu.complete_name.partition("/")[2].replace("/", " › ") for menu in menus}
        ways |= {f"{way} › New" for way in ways}
        for page in PAGES:
            tree = self.tree(page)
            named = [bold.text for bold in tree.iter("b") if "›" in (bold.text or "")]
            if page == "reporting":
                cells = [cell.text for cell in tree.iter("td") if "›" in (cell.text or "")]
                self.assertGreaterEqual(len(cells), 8)
                # those of another menu say all of their way
                named += [cell if cell in ways else f"Reporting › {cell}" for cell in cells]
            for name in named:
                with self.subTest(page=page, name=name):
                    found = [way for way in ways if way == name or way.endswith(name)]
                    short = name.replace("Reporting › ", "Reporting › Targets › ")
                    self.assertTrue(found or short in ways)

    def test_in_the_language_of_the_reader(self):
        self.env["res.lang"]._activate_lang("fr_FR")
        view = self.env.ref("sales_plan.help_words")
        view.update_field_translations(
            "arch_db", {"fr_FR": {"Unassigned": "Sans personne", "Empty is not zero": "Vide"}}
        )
        self.assertIn("Sans personne", self.read_page("words", lang="fr_FR")["html"])
        self.assertIn("Unassigned", self.read_page("words")["html"])

    def test_what_is_no_page(self):
        for wrong in ("nothing", "", None, 1, "../start", ["start"]):
            with self.subTest(wrong), self.assertRaises(UserError):
                self.read_page(wrong)

    def test_facts_for_a_problem_report(self):
        """Facts name nobody and nothing, and tell what helps: counts, shapes, places in code."""
        secret = "Qwyxzeb"
        self.acme.write({"name": secret, "email": f"{secret}@example.com", "comment": secret})
        plan = self.plan("customer", name=secret)
        row = self.row(plan, self.acme)
        self.target(row, 7654321.89, 2)
        plan.action_confirm()
        plan.message_post(body=secret)
        self.invoice(self.acme, "2025-02-10", (self.screw, 8765.43), ref=secret)
        self.deal(self.acme, 9876.54, name=secret)
        trace = (
            "Traceback (most recent call last):\n"
            f'  File "/home/{secret}/sales_plan/models/org/sales_failure.py", line 12, in _try\n'
            f"    raise UserError({secret})\n"
            f"odoo.exceptions.UserError: {secret} has no target\n"
        )
        self.env["sales.failure"].sudo().create(
            {
                "cron_id": self.env.ref("sales_plan.ir_cron_rebuild_past").id,
                "res_model": "res.partner",
                "res_id": self.acme.id,
                "about": secret,
                "state": "failed",
                "attempts": 2,
                "reason": secret,
                "trace": trace,
            }
        )
        self.env.flush_all()
        text = self.env["sales.problem.report"]._build()
        for told in (secret, self.company.name, self.salesperson.login, self.coil.name):
            self.assertNotIn(told.lower(), text.lower())
        for amount in ("7654321", "8765", "9876"):
            self.assertNotIn(amount, text)
        facts = json.loads(text)
        self.assertGreaterEqual(facts["rows"]["sales_plan_allocation"]["rows"], 2)
        self.assertIn("out_invoice posted", facts["rows"]["account_move"]["of"])
        [shape] = [shape for shape in facts["plans"] if shape["id"] == plan.id]
        self.assertEqual((shape["levels"], shape["periods"]), (["customer"], 12))
        self.assertTrue(facts["objects"]["crm_lead.sales_plan_lead_changed"])
        self.assertIn("ir_cron_rebuild_past", facts["scheduled_actions"])
        self.assertEqual(
            [(failure["error"], failure["places"]) for failure in facts["failures"]],
            [("odoo.exceptions.UserError", ["sales_plan/models/org/sales_failure.py:12:_try"])],
        )
        self.assertTrue(all(seconds < 60 for seconds in facts["seconds"].values()))

    def test_store_page(self):
        """The page of the module shows pictures that are there, each with a text."""
        page = html.parse(str(ADDON / "static" / "description" / "index.html"))
        pictures = list(page.iter("img"))
        self.assertGreaterEqual(len(pictures), 4)
        for picture in pictures:
            self.assertTrue(picture.get("alt"))
            self.assertTrue((ADDON / "static" / "description" / picture.get("src")).exists())
