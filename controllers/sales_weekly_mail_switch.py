from odoo import http
from odoo.http import request


class SalesWeeklyMailSwitch(http.Controller):
    """The link in the weekly mail that switches it off, for whom it was sent to."""

    # no csrf token: mail programs post without a session, and the link is signed
    @http.route(
        "/sales_plan/weekly_mail/off",
        type="http",
        auth="public",
        methods=["GET", "POST"],
        csrf=False,
    )
    def switch_off(self, user="", token="", **_unused):
        """Ask first, since programs that look for viruses open links, too; a post switches off.

        :param user: id of the person
        :param token: what only this database can have written
        :param _unused: what mail programs send besides
        """
        if not (user.isascii() and user.isdigit()):
            raise request.not_found()
        person = request.env["sales.weekly.mail"]._find_signed_person(int(user), token)
        if not person:
            raise request.not_found()
        is_asked = request.httprequest.method == "POST"
        if is_asked:
            person.weekly_sales_mail = False
        request.update_context(lang=person.lang)
        return request.render(
            "sales_plan.weekly_mail_switch", {"person": person, "is_off": is_asked}
        )
