from odoo import models

from ...models.org.numbers import format_number
from ...tools.cockpit import whole_percent

#: People or teams that a leader's mail names, who need help first.
MOST_HELPED = 5


class SalesWeeklyMail(models.Model):
    """What the weekly mail says: the words of the cockpit, with the rights of whom it is for."""

    _inherit = "sales.weekly.mail"

    def _get_content(self):
        user = self.user_id
        cockpit = (
            self.env["sales.cockpit"]
            .with_user(user)
            .with_context(
                lang=user.lang or self.env.lang,
                tz=user.tz,
                allowed_company_ids=self.company_id.ids,
            )
        )
        values = self._prepare_content(cockpit)
        if not values:
            return super()._get_content()
        values |= {
            "switch_off": self._get_switch_off_url(),
            "company": self.company_id,
            "url": self.get_base_url(),
            "lang": cockpit.env.lang,
        }
        body = cockpit.env["ir.qweb"]._render("sales_plan.sales_weekly_mail", values)
        subject = cockpit.env._(
            "Your sales in %(span)s: %(verdict)s",
            span=values["span"],
            verdict=values["verdict"]["text"],
        )
        return {"subject": subject, "body": body}

    def _prepare_content(self, cockpit):
        """Return what the template shows; None for whom no plan that runs plans anything."""
        standing = cockpit._stand({"unit": "own"})
        if standing and standing.unit != "own":
            standing = cockpit._stand({"unit": "month"})
        if not standing or standing.is_over or standing.is_ahead:
            return None
        read = cockpit._read_standing(standing)
        figures = cockpit._prepare_figures(standing, read)
        overdue = cockpit._read_overdue(standing)
        helped = self._prepare_helped(cockpit, standing, read, overdue)
        advice = cockpit._prepare_advice(
            standing,
            {
                "invoices": cockpit._prepare_invoices(standing, overdue),
                "tasks": cockpit._prepare_tasks(standing),
            },
        )
        if not figures["target"] and not helped:
            return None  # what there is to do besides, activities tell
        return {
            "title": cockpit._get_title(standing),
            "span": cockpit._name_span(standing.span),
            "verdict": cockpit._prepare_verdict(standing, figures),
            "figures": self._prepare_figures(cockpit, standing, figures),
            "year": self._prepare_year(cockpit, standing),
            "advice": [item["text"] for item in advice],
            "helped": helped,
        }

    def _prepare_figures(self, cockpit, standing, figures):
        """Return the figures as ``[(label, text), …]``, what is not known left out."""

        def money(amount):
            return None if amount is None else cockpit._format_amount(standing, amount)

        env, gap = cockpit.env, figures["gap"]
        found = [
            (env._("Target"), money(figures["target"])),
            (env._("So far"), money(figures["actual"])),
            (env._("Reached"), self._format_share(env, figures["attainment"])),
            (
                env._("Missing") if gap is None or gap < 0 else env._("Over target"),
                None if gap is None else money(abs(gap)),
            ),
        ]
        if figures["per_day"]:
            found.append((env._("Needed per working day"), money(figures["per_day"])))
        landing = cockpit.cockpit_landing({"unit": standing.unit})["own"]
        if landing:
            found.append(
                (
                    env._("Landing"),
                    env._(
                        "%(middle)s (%(low)s to %(high)s)",
                        middle=money(landing["p50"]),
                        low=money(landing["p10"]),
                        high=money(landing["p90"]),
                    ),
                )
            )
            found.append(
                (env._("Chance of the target"), self._format_share(env, landing["chance"]))
            )
        return [(label, text) for label, text in found if text is not None]

    def _format_share(self, env, share):
        """Return a share in percent; what is not reached is not rounded up to it."""
        if share is None:
            return None
        return env._("%(number)s%%", number=format_number(env, whole_percent(share)))

    def _prepare_year(self, cockpit, standing):
        """Say in one sentence how far the longest span is; None where it is the same."""
        whole = cockpit._stand(None)
        if whole.unit == standing.unit:
            return None
        figures = cockpit._prepare_figures(whole, cockpit._read_standing(whole))
        share = self._format_share(cockpit.env, figures["attainment"])
        if share is None:
            return None
        return cockpit.env._(
            "%(span)s: %(actual)s of %(target)s, %(share)s.",
            span=cockpit._name_span(whole.span),
            actual=cockpit._format_amount(whole, figures["actual"]),
            target=cockpit._format_amount(whole, figures["target"]),
            share=share,
        )

    def _prepare_helped(self, cockpit, standing, read, overdue):
        """Return who needs help first: ``[{name, share, text}, …]``; none for who leads nobody."""
        reports = cockpit._prepare_whole_reports(standing, read, overdue)
        rows = reports["rows"] if reports else []
        return [
            {
                "name": row["name"],
                "share": self._format_share(cockpit.env, row["attainment"]) or "",
                "text": ", ".join(row["reasons"]),
            }
            for row in rows
            if row["target"]
        ][:MOST_HELPED]
