"""Who sells what to whom in the demo company: plain tables, no ORM.

The company sells electrical test instruments. Codes are the tail of the XML ids:
the customer ``rheintal`` becomes ``sales_plan.demo_customer_rheintal``.
"""

import csv
from functools import cache
from pathlib import Path
from typing import NamedTuple

# Months that are told, as offsets from the current one: what is ordered now may be invoiced later.
FIRST_MONTH = -30
LAST_MONTH = 3

# Share of a year's business that falls into each calendar month, times twelve.
SEASON = (0.82, 0.90, 1.12, 0.96, 1.00, 1.14, 0.86, 0.72, 1.08, 1.10, 1.14, 1.16)


class Team(NamedTuple):
    code: str
    name: str
    leader: str
    region: str = ""


class Person(NamedTuple):
    """A user; the login is the code, and so is the password."""

    code: str
    name: str
    team: str
    role: str
    tz: str = "America/Los_Angeles"


class Category(NamedTuple):
    code: str
    name: str
    parent: str = ""


class Product(NamedTuple):
    code: str
    name: str
    category: str
    kind: str
    price: float
    cost: float


class Reseller(NamedTuple):
    code: str
    name: str
    street: str
    zip: str
    city: str
    country: str
    state: str


class Customer(NamedTuple):
    """A customer. ``growth`` is the yearly growth of its business; ``since`` and ``until`` are
    month offsets from the current month between which it buys."""

    code: str
    name: str
    street: str
    zip: str
    city: str
    country: str
    state: str
    industry: str
    salesperson: str
    tier: str
    yearly: int
    growth: float
    source: str
    reseller: str
    since: int
    until: int


class Tier(NamedTuple):
    """Buying habits of a class of customers: invoices a month, discount in percent, the
    days from order to invoice, and how often a deal went through an opportunity first."""

    rate: float
    discount: int
    lead_time: tuple[int, int]
    opportunity_share: float


TIERS = {
    "key": Tier(1.9, 12, (12, 70), 0.75),
    "large": Tier(1.3, 8, (8, 50), 0.65),
    "medium": Tier(0.6, 5, (4, 35), 0.50),
    "small": Tier(0.25, 0, (1, 14), 0.30),
}

#: Teams above teams: they sell nothing themselves.
REGIONS = (
    Team("americas", "Americas", "marcus"),
    Team("emea", "Europe and Middle East", "ingrid"),
)

TEAMS = (
    Team("north_america", "North America", "helen", "americas"),
    Team("europe", "Europe", "sofia", "emea"),
    Team("key_accounts", "Key Accounts", "helen", "americas"),
    Team("online", "Online Partners", "helen", "americas"),
)

PEOPLE = (
    Person("helen", "Helen Marsh", "", "manager"),
    Person("victor", "Victor Lindqvist", "", "auditor"),
    Person("marcus", "Marcus Reid", "", "leader", "America/Chicago"),
    Person("ingrid", "Ingrid Solberg", "", "leader", "Europe/Oslo"),
    Person("grace", "Grace Whitfield", "north_america", "salesperson", "America/New_York"),
    Person("daniel", "Daniel Ortega", "north_america", "salesperson"),
    Person("sofia", "Sofia Keller", "europe", "leader", "Europe/Berlin"),
    Person("luca", "Luca Moretti", "europe", "salesperson", "Europe/Rome"),
    Person("priya", "Priya Raman", "key_accounts", "salesperson", "America/Chicago"),
    Person("tom", "Tom Becker", "online", "salesperson", "America/Denver"),
)

CATEGORIES = (
    Category("instruments", "Test Instruments"),
    Category("handheld", "Handheld", "instruments"),
    Category("bench", "Bench", "instruments"),
    Category("accessories", "Accessories"),
    Category("care", "Calibration & Support"),
)

PRODUCTS = (
    Product("multimeter", "Handheld Multimeter HM-200", "handheld", "consu", 249, 141),
    Product("clamp_meter", "Clamp Meter CM-50", "handheld", "consu", 189, 112),
    Product("insulation", "Insulation Tester IT-10", "handheld", "consu", 545, 318),
    Product("thermal_camera", "Thermal Camera TC-8", "handheld", "consu", 1290, 795),
    Product("oscilloscope", "Oscilloscope BO-4", "bench", "consu", 2450, 1545),
    Product("power_supply", "Power Supply PS-30", "bench", "consu", 720, 448),
    Product("generator", "Signal Generator SG-2", "bench", "consu", 1680, 1050),
    Product("analyzer", "Spectrum Analyzer SA-6", "bench", "consu", 5900, 3890),
    Product("probe_set", "Probe Set PR-4", "accessories", "consu", 85, 29),
    Product("case", "Carrying Case", "accessories", "consu", 49, 17),
    Product("battery", "Battery Pack BP-12", "accessories", "consu", 69, 25),
    Product("calibration", "Calibration with Certificate", "care", "service", 180, 82),
    Product("training", "Training Day", "care", "service", 950, 510),
    Product("warranty", "Extended Warranty, 3 Years", "care", "service", 320, 96),
)

RESELLERS = (
    Reseller("voltmarket", "VoltMarket Trade", "2100 Blake Street", "80205", "Denver", "US", "CO"),
    Reseller("messhandel", "Messhandel Süd", "Zirbelstraße 9", "86154", "Augsburg", "DE", "DE-BY"),
    Reseller("instrupoint", "InstruPoint", "18 rue de la Gare", "59800", "Lille", "FR", ""),
)


@cache
def read_customers() -> tuple[Customer, ...]:
    """The forty customers of ``customers.csv``, in its order."""
    with (Path(__file__).parent / "customers.csv").open(encoding="utf-8", newline="") as file:
        return tuple(
            Customer(
                **{
                    **row,
                    "yearly": int(row["yearly"]),
                    "growth": float(row["growth"]),
                    "since": int(row["since"] or FIRST_MONTH),
                    "until": int(row["until"] or LAST_MONTH),
                }
            )
            for row in csv.DictReader(file)
        )
