from urllib.parse import quote

from odoo.tests import HttpCase, tagged
from odoo.tools import mute_logger

from ..common.access import AccessCommon

ADDRESSES = {
    "/sales_plan/xlsx": ("ids", "as_of"),
    "/sales_plan/table_xlsx": ("plan", "columns", "rows", "template"),
    "/sales_plan/forecast_xlsx": ("report",),
    "/sales_plan/cockpit_xlsx": ("plan", "row", "unit", "day", "basis"),
    "/sales_plan/worksheet_xlsx": ("period", "kind", "user", "team", "as_of", "live"),
    "/sales_plan/kept_xlsx": ("ids",),
    "/sales_plan/landing_accuracy_xlsx": ("ids",),
}
#: Addresses that send what is the user's own where nothing is asked for.
OWN = ("/sales_plan/cockpit_xlsx", "/sales_plan/worksheet_xlsx")
VALUES = (
    "",
    "x",
    "-1",
    "0",
    "1.5",
    "9" * 12,
    "9" * 5000,
    "1,2,x,,",
    "\0",
    "١٢",
    "%",
    "nan",
    "a" * 9000,
)


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestFuzzHttp(AccessCommon, HttpCase):
    """Addresses that files are downloaded from take anything, and end in no error of the server."""

    def test_addresses(self):
        self.authenticate(self.manager.login, self.manager.login)
        right = {
            "ids": str(self.draft.id),
            "as_of": "2025-03-31",
            "plan": str(self.draft.id),
            "columns": "history",
            "rows": "",
            "template": "",
            "report": "1",
            "row": "",
            "unit": "year",
            "day": "",
            "basis": "won",
            "period": "",
            "kind": "",
            "user": "",
            "team": "",
            "live": "",
        }
        for address, names in ADDRESSES.items():
            for name in names:
                for value in VALUES:
                    asked = {**{one: right[one] for one in names}, name: value, "other": value}
                    query = "&".join(f"{key}={quote(text)}" for key, text in asked.items())
                    with (
                        self.subTest(address, name=name, value=value[:20]),
                        mute_logger("odoo.http"),
                    ):
                        response = self.url_open(f"{address}?{query}", allow_redirects=False)
                        self.assertIn(
                            response.status_code, (200, 400, 403, 404, 422), response.text[-500:]
                        )

    def test_bytes(self):
        """Nor does what is no text."""
        self.authenticate(self.manager.login, self.manager.login)
        for address, names in ADDRESSES.items():
            with self.subTest(address), mute_logger("odoo.http"):
                response = self.url_open(f"{address}?{names[0]}=%FF%FE", allow_redirects=False)
                # where everything may be left out, so may what is no text
                allowed = (400, 403, 404, *((200,) if address in OWN else ()))
                self.assertIn(response.status_code, allowed)
