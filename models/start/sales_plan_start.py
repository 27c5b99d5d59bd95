from odoo import api, models
from odoo.tools.image import image_data_uri

from ...queries.first_steps import read_first_steps

#: Names of people who make plans, at most so many in a sentence.
_NAMED = 5


class SalesPlanStart(models.AbstractModel):
    """What the app opens, and what it says to who has no plan yet.

    The five steps are those of Odoo's onboarding, whose records remember for each company which
    are done; they are ticked by what is found in the company's plans.
    """

    _name = "sales.plan.start"
    _description = "Start of Sales Planning"

    @api.model
    def _get_home_action(self):
        """Return the action that the app opens with: the cockpit, the start page until there is
        a plan.

        Who makes plans gets that until a plan was made; everybody else until one was confirmed.
        """
        is_planned = self.env["sales.plan"]._is_planned(
            self.env.companies, in_force=not self._may_plan()
        )
        name = "sales_cockpit_action" if is_planned else "sales_plan_start_action"
        return self.env["ir.actions.actions"]._for_xml_id(f"sales_plan.{name}")

    @api.model
    def _may_plan(self):
        return self.env["sales.plan"].has_access("create")

    @api.model
    def start_open(self):
        """Return what the start page and the first steps show, for the user's company.

        :return: ``{"company": its name, "may_plan": whether the user makes plans, "planners": a
            sentence that says who does, "has_sample": …, "sample_plan": id of the plan to look at,
            "panel": see :meth:`_read_panel`, None where it is not shown}``
        :raise AccessError: for who may read no plans at all
        """
        self.env["sales.plan"].check_access("read")
        found = {"company": self.env.company.name, "may_plan": self._may_plan()}
        if not found["may_plan"]:
            return {**found, "planners": self._describe_planners()}
        sample = self.env["sales.plan.sample"]
        return {
            **found,
            "has_sample": sample._is_loaded(),
            "sample_plan": sample._find_plans()[:1].id,
            "panel": self._read_panel(),
        }

    @api.model
    def start_close(self):
        """Close the list of first steps for the user's company, for good."""
        self.env["sales.plan"].check_access("create")
        self._get_onboarding()._search_or_create_progress().action_close()

    # -------------------------------------------------------------------------
    # Who makes plans
    # -------------------------------------------------------------------------

    @api.model
    def _describe_planners(self):
        """Return the sentence that says who can make a plan."""
        # sudo: colleagues are known by name, not by what they may do
        group = self.env.ref("sales_plan.group_sales_plan_manager").sudo()
        people = group.all_user_ids.filtered(
            lambda user: user._is_internal() and self.env.company in user.company_ids
        )
        names = people.sorted("name").mapped("name")
        return self.env._(
            "No plan is in force in “%(company)s” yet. Plans are made by %(names)s. Once a target "
            "is published to you, you are told and find it here.",
            company=self.env.company.name,
            names=", ".join(names[:_NAMED]) + (" …" if len(names) > _NAMED else "")
            if names
            else self.env._("whom an administrator gives the role of a manager"),
        )

    # -------------------------------------------------------------------------
    # First steps
    # -------------------------------------------------------------------------

    @api.model
    def _get_onboarding(self):
        """Return the onboarding of this add-on; none where an administrator has deleted it."""
        onboarding = self.env.ref("sales_plan.onboarding_sales_plan", raise_if_not_found=False)
        # sudo: the records of Odoo's onboarding are read by the program only
        return (onboarding or self.env["onboarding.onboarding"]).sudo()

    @api.model
    def _read_panel(self):
        """Return the first steps of the user's company, None once they are done or closed.

        What was just done is so once: the next time the list is over.

        :return: ``{"is_complete": whether all are done, "text": what is said then,
            "steps": [{"id", "title", "description", "button", "done", "icon", "image",
            "state"}]}``; pictures come along, as Odoo lets administrators alone read its steps
        """
        onboarding = self._get_onboarding()
        progress = onboarding._search_or_create_progress()
        if not progress or progress.is_onboarding_closed:
            return None
        if progress.onboarding_state != "done":
            self._tick_steps()
        states = progress._get_and_update_onboarding_state()
        if states.get("onboarding_state") == "done":
            return None
        return {
            "is_complete": states.get("onboarding_state") == "just_done",
            "text": onboarding.text_completed,
            "steps": [
                {
                    "id": step.id,
                    "title": step.title,
                    "description": step.description,
                    "button": step.button_text,
                    "done": step.done_text,
                    "icon": step.done_icon,
                    "image": step.step_image and image_data_uri(step.step_image),
                    "state": states[step.id],
                }
                for step in onboarding.step_ids.sorted("sequence")
            ],
        }

    @api.model
    def _tick_steps(self):
        """Remember the steps that are done by now; those that were done once stay so."""
        for name, is_done in read_first_steps(self.env, self.env.company).items():
            step = self.env.ref(f"sales_plan.onboarding_step_{name}", raise_if_not_found=False)
            # sudo: who has come how far is remembered by the program
            if is_done and step and step.sudo().current_step_state == "not_done":
                step.sudo().action_set_just_done()
