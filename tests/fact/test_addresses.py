from odoo.tests import tagged

from ..common.base import SalesPlanCommon


@tagged("post_install", "-at_install")
class TestAddresses(SalesPlanCommon):
    """P4: country and state are those of the address that Odoo's own report of the documents
    names; where that names none, of the document's other addresses, one after the other."""

    @classmethod
    def setUpClass(cls):
        super().setUpClass()
        cls.germany, cls.austria = cls.env.ref("base.de"), cls.env.ref("base.at")
        cls.bavaria = cls.env["res.country.state"].search(
            [("country_id", "=", cls.germany.id), ("code", "=", "BY")]
        ) or cls.env["res.country.state"].create(
            {"name": "Bavaria", "code": "BY", "country_id": cls.germany.id}
        )
        cls.office = cls.address("Office", cls.bavaria, is_company=True)
        cls.plant = cls.address("Plant", cls.france, parent_id=cls.office.id)
        cls.blank = cls.address("Blank", None, is_company=True)
        cls.agent = cls.address("Agent", cls.austria, parent_id=cls.blank.id)

    @classmethod
    def address(cls, name, place, **values):
        """Make a company or an address of one: in a country, in a state, or nowhere."""
        if place and place._name == "res.country.state":
            values["state_id"], place = place.id, place.country_id
        return cls.env["res.partner"].create(
            {"name": name, "type": "other", "country_id": place.id if place else False, **values}
        )

    def places(self, basis, document):
        """Return the one country and state of a document's facts."""
        facts = self.facts(basis, ("res_id", "=", document.id))
        self.assertTrue(facts, (basis, document))
        [place] = {(fact.country_id, fact.state_id) for fact in facts}
        return place

    def assertPlace(self, basis, document, country, state=None):  # noqa: N802
        nowhere = self.env["res.country.state"]
        expected = (country if country else self.env["res.country"], state or nowhere)
        self.assertEqual(self.places(basis, document), expected, basis)

    def order_to(self, partner, **values):
        return self.order(
            partner, "2025-02-10 12:00:00", (self.screw, 10), (self.nail, 1), **values
        )

    def invoice_to(self, partner, **values):
        invoice = self.invoice(partner, "2025-02-10", (self.screw, 10), (self.nail, 1), **values)
        self.pay(invoice, "2025-02-11", 5)
        return invoice

    def lead(self, partner, place=None, won="2025-02-10 12:00:00", **values):
        lead = self.deal(partner, 100, won=won, date_deadline="2025-02-10", **values)
        lead.write({"country_id": place.id if place else False, "state_id": False})
        return lead

    # Each document by its own report -------------------------------------------

    def test_order_as_in_the_sales_report(self):
        """P4: an order to another address of the customer counts where that address is; the
        customer stays the commercial partner."""
        for partner in (self.plant, self.office, self.agent, self.acme, self.buyer):
            order = self.order_to(partner)
            self.env.flush_all()
            [(country, state)] = self.env["sale.report"]._read_group(
                [("order_reference", "=", f"sale.order,{order.id}")], ["country_id", "state_id"]
            )
            self.assertPlace("ordered", order, country, state)
            self.assertTrue(country)
            facts = self.facts("ordered", ("res_id", "=", order.id))
            self.assertEqual(facts.partner_id, partner.commercial_partner_id)
        self.assertPlace("ordered", self.order_to(self.plant), self.france)
        self.assertPlace("ordered", self.order_to(self.office), self.germany, self.bavaria)

    def test_invoice_as_in_the_invoice_report(self):
        """P4: an invoice counts where Odoo's invoice report says, and what is collected of it
        with it: in the country of the commercial partner."""
        for partner in (self.plant, self.office, self.agent, self.acme):
            invoice = self.invoice_to(partner)
            self.env.flush_all()
            [(country,)] = self.env["account.invoice.report"]._read_group(
                [("move_id", "=", invoice.id)], ["country_id"]
            )
            if not country:
                continue
            for basis in ("invoiced", "collected"):
                self.assertEqual(self.places(basis, invoice)[0], country, (basis, partner.name))
        for basis in ("invoiced", "collected"):
            self.assertPlace(basis, self.invoice_to(self.plant), self.germany, self.bavaria)

    def test_deal_as_in_the_pipeline(self):
        """P4: a deal counts where the deal says, won or open."""
        for basis, won in (("won", "2025-02-10 12:00:00"), ("pipeline", None)):
            deal = self.lead(self.office, self.france, won=won)
            self.assertPlace(basis, deal, self.france)
            deal.write({"country_id": self.germany.id, "state_id": self.bavaria.id})
            self.assertPlace(basis, deal, self.germany, self.bavaria)

    # Where it names none --------------------------------------------------------

    def test_prospect(self):
        """P4: a deal of a prospect counts where its typed address is."""
        prospect = self.deal(
            None,
            70,
            won="2025-02-10 12:00:00",
            partner_name="Prospect",
            country_id=self.france.id,
        )
        self.assertPlace("won", prospect, self.france)
        plan = self.plan("country", basis="won")
        row = self.row(plan, self.france)
        self.assertEqual(row.actual_amount, 70)
        self.assertEqual(plan.root_id.unassigned_amount, 0)
        self.assertEqual(self.opened(row), 70)

    def test_company_without_country(self):
        """P4: of a company without country the documents name its contact: there they count."""
        self.assertPlace("ordered", self.order_to(self.agent), self.austria)
        invoice = self.invoice_to(self.agent)
        for basis in ("invoiced", "collected"):
            self.assertPlace(basis, invoice, self.austria)
        for basis, won in (("won", "2025-02-10 12:00:00"), ("pipeline", None)):
            self.assertPlace(basis, self.lead(self.agent, won=won), self.austria)

    def test_other_addresses_of_an_order(self):
        """P4: an order of a customer without country counts where it is invoiced, else where it
        is delivered; a contact without one, in its commercial partner's."""
        away = {"partner_invoice_id": self.plant.id, "partner_shipping_id": self.agent.id}
        self.assertPlace("ordered", self.order_to(self.blank, **away), self.france)
        away["partner_invoice_id"] = self.blank.id
        self.assertPlace("ordered", self.order_to(self.blank, **away), self.austria)
        clerk = self.address("Clerk", None, parent_id=self.office.id)
        order = self.order_to(clerk, partner_invoice_id=clerk.id, partner_shipping_id=clerk.id)
        self.assertPlace("ordered", order, self.germany, self.bavaria)

    def test_delivery_address_of_an_invoice(self):
        """P4: an invoice to a company without any country counts where it was delivered."""
        invoice = self.invoice_to(self.blank, partner_shipping_id=self.plant.id)
        for basis in ("invoiced", "collected"):
            self.assertPlace(basis, invoice, self.france)

    def test_deal_of_a_contact_without_country(self):
        """P4: a deal without an address counts at its contact's, else the commercial partner's."""
        clerk = self.address("Clerk", None, parent_id=self.office.id)
        self.assertPlace("won", self.lead(clerk), self.germany, self.bavaria)
        self.assertPlace("won", self.lead(self.plant), self.france)

    def test_nowhere(self):
        """P4: where no address of a document names a country, it is unassigned."""
        self.assertPlace("ordered", self.order_to(self.drip), None)
        self.assertPlace("invoiced", self.invoice_to(self.drip), None)
        self.assertPlace("won", self.lead(None), None)

    # Country and state -----------------------------------------------------------

    def test_no_bavaria_in_austria(self):
        """P4: country and state come from one address: the first that names either."""
        self.agent.parent_id = self.office
        self.assertPlace("ordered", self.order_to(self.agent), self.austria)
        deal = self.lead(self.office, self.austria)
        self.assertPlace("won", deal, self.austria)

    def test_state_alone(self):
        """P4: an address that names a state only is in the state's country."""
        self.agent.write({"country_id": False, "state_id": self.bavaria.id})
        self.assertPlace("ordered", self.order_to(self.agent), self.germany, self.bavaria)
        self.assertPlace("invoiced", self.invoice_to(self.agent), self.germany, self.bavaria)
        deal = self.lead(self.acme, self.austria)
        deal.write({"country_id": False, "state_id": self.bavaria.id})
        self.assertPlace("won", deal, self.germany, self.bavaria)

    # What shows them -------------------------------------------------------------

    def test_next_read(self):
        """N1: an address that is changed is changed in the next read, in reports too."""
        order = self.order_to(self.plant)
        plan = self.plan("country", basis="ordered")
        france, austria = self.rows(plan, self.france, self.austria)
        self.assertEqual((france.actual_amount, austria.actual_amount), (11, 0))
        self.plant.country_id = self.austria
        self.env.invalidate_all()
        self.assertEqual((france.actual_amount, austria.actual_amount), (0, 11))
        order.partner_id = self.office
        self.env.invalidate_all()
        self.assertEqual((france.actual_amount, austria.actual_amount), (0, 0))
        lead = self.lead(None, self.france)
        plan.basis = "won"
        self.env.invalidate_all()
        self.assertEqual(france.actual_amount, 100)
        lead.country_id = self.austria
        self.env.invalidate_all()
        self.assertEqual((france.actual_amount, austria.actual_amount), (0, 100))

    def test_every_way_out(self):
        """P4, N1: rows, scope, report and actuals name the same country."""
        self.order_to(self.plant)
        self.order_to(self.office)
        plan = self.plan("country", "customer", basis="ordered")
        france = self.row(plan, self.france)
        there = self.row(france, self.office)
        self.assertEqual((france.actual_amount, there.actual_amount), (11, 11))
        self.assertEqual(self.opened(there), 11)
        scoped = self.plan(basis="ordered", country_id=self.france.id)
        self.assertEqual(scoped.root_id.actual_amount, 11)
        groups = self.env["sales.plan.report"]._read_group(
            [("plan_id", "=", plan.id), ("kind", "=", "fact")],
            ["country_id"],
            ["actual_amount:sum"],
        )
        self.assertEqual(dict(groups), {self.france: 11, self.germany: 11})

    def test_customers_below_a_country(self):
        """P4, P9: below a country a row can be added for every customer whose documents may be
        there, also one whose head office is elsewhere."""
        plan = self.plan("country", "customer", basis="ordered")
        france = self.row(plan, self.france)
        france._add_rows((self.office | self.bolt).ids)
        self.assertEqual(france.child_ids.partner_id, self.office | self.bolt)
        lands = self.plan("country", "state", name="Lands")
        germany = self.row(lands, self.germany)
        germany._add_rows(self.bavaria.ids)
        self.assertEqual(germany.child_ids.state_id, self.bavaria)
