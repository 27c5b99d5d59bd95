from .forecast import ForecastCommon


class SmallCustomers(ForecastCommon):
    """What a small company keeps of its customers, their money and the market."""

    @classmethod
    def _make_records_of_customers(cls):
        cls._make_customer_plans()
        cls._make_source_costs()
        cls._make_plans_of_pieces()
        cls._make_money()
        cls._make_market()

    @classmethod
    def _make_customer_plans(cls):
        """Something is expected of a customer by everybody who sells."""
        plans = cls.env["sales.customer.plan"]
        for user, customer, company in (
            (cls.salesperson, cls.acme, cls.company),
            (cls.colleague, cls.bolt, cls.company),
            (cls.leader, cls.drip, cls.company),
            (cls.stranger, cls.coil, cls.company),
            (cls.expat, cls.drip, cls.abroad),
        ):
            plans |= plans.create(
                {
                    "partner_id": customer.id,
                    "company_id": company.id,
                    "user_id": user.id,
                    "date_from": "2026-01-01",
                    "date_to": "2026-12-31",
                    "amount": 500,
                }
            )
        cls.customer_plans = plans

    @classmethod
    def _make_source_costs(cls):
        """A cost of a source in each company, and an analytic account whose bills are some."""
        cls.channel = cls.env["utm.source"].create({"name": "Channel"})
        for company in (cls.company, cls.abroad):
            days = {"date_from": "2026-01-01", "date_to": "2026-01-31"}
            named = {"source_id": cls.channel.id, "company_id": company.id}
            cls.env["sales.source.cost"].create({"name": "Fair", "amount": 31, **days, **named})
            # sudo: accountants make analytic accounts
            plan = cls.env["account.analytic.plan"].sudo().create({"name": company.name})
            account = {"name": "Channel", "plan_id": plan.id, "company_id": company.id}
            account = cls.env["account.analytic.account"].sudo().create(account)
            cls.env["sales.source.account"].create({"account_id": account.id, **named})

    @classmethod
    def _make_plans_of_pieces(cls):
        """A draft of quantities in each company, which is what replenishment is read of."""
        there = {"company_id": cls.abroad.id, "responsible_id": cls.foreigner.id}
        cls.pieces, cls.foreign_pieces = (
            cls.plan("product", year=2027, name="Pieces", measure="quantity", **values)
            for values in ({}, there)
        )
        for plan in (cls.pieces, cls.foreign_pieces):
            cls.target(cls.row(plan, cls.screw), 5)

    @classmethod
    def _make_money(cls):
        """Both invoices are paid in part, overdue and asked for; then they are promised, and
        disputed."""
        cls.company.collection_from = False
        for move in cls.documents.values():
            cls.pay(move, "2026-03-12", 10)
        lines = cls.documents["own"].line_ids | cls.documents["colleague"].line_ids
        instalments = lines.filtered(lambda line: line.display_type == "payment_term")
        cls.env["sales.collection.notice"].sudo()._settle(instalments.sudo())
        for user, move in (
            (cls.salesperson, cls.documents["own"]),
            (cls.colleague, cls.documents["colleague"]),
        ):
            promises, disputes = (
                cls.env[f"sales.collection.{name}"].with_user(user).sudo(False)
                for name in ("promise", "dispute")
            )
            said = {"move_id": move.id, "date": "2026-04-10", "said_by": "Their accountant"}
            promises.create(said)
            disputes.create({"move_id": move.id, "reason": "One screw is missing"})

    @classmethod
    def _make_market(cls):
        """What customers could buy, of a salesperson each, and a segment here and abroad."""
        cls.customer_abroad = cls.env["res.partner"].create(
            {"name": "Far", "user_id": cls.expat.id, "company_id": cls.abroad.id}
        )
        cls.env["sales.customer.potential"].create(
            [
                {"partner_id": customer.id, "company_id": company.id, "amount": 900, "year": 2026}
                for customer, company in (
                    (cls.acme, cls.company),
                    (cls.bolt, cls.company),
                    (cls.coil, cls.company),
                    (cls.customer_abroad, cls.abroad),
                )
            ]
        )
        segment = {"industry_id": cls.metal.id, "size": 5000, "year": 2026}
        cls.env["sales.market.segment"].create(
            [
                {**segment, "company_id": company.id, "country_id": cls.belgium.id}
                for company in (cls.company, cls.abroad)
            ]
        )
