import time

from freezegun.api import real_time
from odoo.tests import HttpCase, freeze_time

from .base import SalesPlanCommon

#: The clock of a page: so many milliseconds behind the machine's.
_CLOCK = """
(() => {
    const machine = Date;
    const now = () => machine.now() - %d;
    window.Date = new Proxy(machine, {
        apply: () => new machine(now()).toString(),
        construct: (date, given, made) =>
            Reflect.construct(date, given.length ? given : [now()], made),
        get: (date, name) => (name === "now" ? now : Reflect.get(date, name)),
    });
})();
"""


class TourCommon(SalesPlanCommon, HttpCase):
    """Stories in a real browser, on a day of their own: whenever they are told, it is that day.

    The clocks of Odoo and of the browser start at ``moment``, in UTC, and go on from there. What
    the database itself writes down is of the machine's day.
    """

    #: in the middle of a month, a quarter and a day
    moment = "2027-05-12 09:00:00"

    @classmethod
    def setUpClass(cls):
        cls.startClassPatcher(freeze_time(cls.moment, tick=True))
        super().setUpClass()

    def start_tour(self, *args, timeout=180, **options):
        """Tell a story; it takes as long as it does where others work beside it."""
        return super().start_tour(*args, timeout=timeout, **options)

    def authenticate(self, user, password, *, browser=None, **options):
        """Set the browser's clock before it opens anything."""
        found = super().authenticate(user, password, browser=browser, **options)
        if browser:
            behind = round((real_time() - time.time()) * 1000)
            script = {"source": _CLOCK % behind}
            browser._websocket_request("Page.addScriptToEvaluateOnNewDocument", params=script)
            browser._websocket_request(
                "Emulation.setTimezoneOverride", params={"timezoneId": "UTC"}
            )
        return found
