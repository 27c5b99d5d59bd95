"""The first hour of a company: what the app opens without a plan, first steps, sample data.

May use the organisation, deals, facts and plans; only what tells the sample's story is above it.
Entry points: ``sales.plan.start``, ``sales.plan.sample``.
Nouns: step (one of five that lead to a published plan; Odoo keeps which are done), mark (the
external id by which a record is known to be sample data).
"""

from . import (
    sales_plan_start,
    onboarding_onboarding_step,
    sales_plan_sample,
)
