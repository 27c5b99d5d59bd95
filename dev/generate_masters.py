"""Generate the organisation, the catalogue and the customers.

The few thousand records that matter to access rights and prices go through the ORM; the customers,
many and plain, are copied from one that the ORM made. The result is also left in temporary tables
(`gen_salesperson`, `gen_product`, `gen_customer`, numbered from 0) for the documents to draw from.
"""

from .generate_sql import Rollback, fetch_value, insert_like, read_patterns, reserve_ids, run

COUNTRIES = {"US": 40, "DE": 15, "GB": 12, "FR": 9, "NL": 6, "IT": 6, "ES": 5, "CH": 4, "SE": 3}
TOP_CATEGORIES = 8
RESELLERS = 20  # customers that bring in others
CUSTOMERS_PER_CONTACT = 10  # every tenth customer is invoiced at a contact of its own


def generate_masters(env, size):
    """Create teams, salespeople, categories, products and customers; leave them in `gen_*`."""
    salespeople = _create_salespeople(env, size)
    products = _create_products(env, size)
    env.flush_all()
    _keep_salespeople(env, salespeople)
    _keep_products(env, products)
    _insert_customers(env, size)


def _create_salespeople(env, size):
    """Create the teams and their members, spread evenly; return the users in order."""
    teams = env["crm.team"].create(
        [{"name": f"Team {number + 1:02d}"} for number in range(size.teams)]
    )
    users = (
        env["res.users"]
        .with_context(no_reset_password=True, mail_create_nosubscribe=True)
        .create(
            [
                {
                    "name": f"Salesperson {number + 1:03d}",
                    "login": f"salesperson{number + 1:03d}@example.com",
                    "group_ids": [(6, 0, [env.ref("sales_team.group_sale_salesman").id])],
                }
                for number in range(size.salespeople)
            ]
        )
    )
    env["crm.team.member"].create(
        [
            {"user_id": user.id, "crm_team_id": teams[number % len(teams)].id}
            for number, user in enumerate(users)
        ]
    )
    return users


def _create_products(env, size):
    """Create two levels of categories and their products; return the products in order."""
    top_count = min(TOP_CATEGORIES, max(1, size.categories // 2))
    tops = env["product.category"].create(
        [{"name": f"Division {number + 1}"} for number in range(top_count)]
    )
    leaves = env["product.category"].create(
        [
            {"name": f"Range {number + 1:02d}", "parent_id": tops[number % top_count].id}
            for number in range(max(1, size.categories - top_count))
        ]
    )
    return env["product.product"].create(
        [_prepare_product_values(number, leaves) for number in range(size.products)]
    )


def _prepare_product_values(number, categories):
    """Return the values of one product: prices from 5 to about 1,000, margins of 20 to 59 %."""
    price = 5 + (number * 7919 % 997) * (1 + number % 5) / 5
    return {
        "name": f"Product {number + 1:04d}",
        "default_code": f"P{number + 1:04d}",
        "categ_id": categories[number % len(categories)].id,
        "list_price": price,
        "standard_price": round(price * (41 + number % 40) / 100, 2),
    }


def _keep_salespeople(env, users):
    """Number the salespeople from 0 in `gen_salesperson`, with their teams."""
    run(
        env,
        """
        CREATE TEMP TABLE gen_salesperson AS
        SELECT row_number() OVER (ORDER BY member.user_id) - 1 AS rank,
               member.user_id, member.crm_team_id AS team_id
          FROM crm_team_member member
         WHERE member.user_id IN %(users)s AND member.active
        """,
        users=tuple(users.ids),
    )


def _keep_products(env, products):
    """Number the products from 0 in `gen_product`, with price, cost, unit and label."""
    run(
        env,
        """
        CREATE TEMP TABLE gen_product AS
        SELECT row_number() OVER (ORDER BY product.id) - 1 AS rank,
               product.id AS product_id, template.uom_id,
               '[' || product.default_code || '] ' || (template.name ->> 'en_US') AS label,
               template.list_price::numeric AS list_price,
               (product.standard_price ->> %(company)s)::numeric AS unit_cost
          FROM product_product product
          JOIN product_template template ON template.id = product.product_tmpl_id
         WHERE product.id IN %(products)s
        """,
        company=str(env.company.id),
        products=tuple(products.ids),
    )


def _insert_customers(env, size):
    """Copy the customers and their contacts from the ORM's; number them in `gen_customer`."""
    company, contact = _read_partner_patterns(env)
    first = reserve_ids(env, "res_partner", size.customers)
    _plan_customers(env, size.customers, first)
    insert_like(
        env,
        "res_partner",
        company,
        {
            "id": "partner_id",
            "commercial_partner_id": "partner_id",
            "name": "name",
            "complete_name": "name",
            "commercial_company_name": "name",
            "user_id": "user_id",
            "industry_id": "industry_id",
            "country_id": "country_id",
            "state_id": "state_id",
            "customer_rank": "1",
            "sales_partner_id": "sales_partner_id",
        },
        "gen_customer ORDER BY partner_id",
    )
    insert_like(
        env,
        "res_partner",
        contact,
        {
            "id": "contact_id",
            "parent_id": "partner_id",
            "commercial_partner_id": "partner_id",
            "name": "'Purchasing'",
            "complete_name": "name || ', Purchasing'",
            "commercial_company_name": "name",
            "user_id": "user_id",
            "country_id": "country_id",
            "state_id": "state_id",
            "customer_rank": "1",
        },
        "gen_customer WHERE contact_id <> partner_id ORDER BY contact_id",
    )
    _set_fiscal_positions(env)
    run(env, "ANALYZE res_partner")


def _read_partner_patterns(env):
    """Return the patterns of a company and of a contact below it."""
    try:
        with env.cr.savepoint():
            company = env["res.partner"].create({"name": "Pattern", "is_company": True})
            contact = env["res.partner"].create({"name": "Contact", "parent_id": company.id})
            env.flush_all()
            patterns = read_patterns(env, "res_partner", (company + contact).ids)
            raise Rollback
    except Rollback:
        env.invalidate_all(flush=False)
    return patterns


def _plan_customers(env, count, first):
    """Decide who every customer is, in `gen_customer`; the first are the biggest buyers."""
    countries = env["res.country"].search([("code", "in", list(COUNTRIES))], order="code")
    country_ids = [country.id for country in countries for _unit in range(COUNTRIES[country.code])]
    contacts = -(-count // CUSTOMERS_PER_CONTACT)
    run(
        env,
        """
        CREATE TEMP TABLE gen_customer AS
        WITH customer AS (
            SELECT rank, %(first)s + rank AS partner_id,
                   CASE WHEN rank %% %(step)s = 0
                        THEN %(first_contact)s + rank / %(step)s ELSE %(first)s + rank
                   END AS contact_id,
                   'Customer ' || lpad((rank + 1)::text, 5, '0') AS name,
                   floor(pg_temp.rnd(rank, 11) * %(industry_count)s)::int AS industry_rank,
                   (%(countries)s::int[])[1 + floor(pg_temp.rnd(rank, 12) * %(country_count)s)::int]
                       AS country_id,
                   floor(pg_temp.rnd(rank, 13) * %(salespeople)s)::int AS salesperson_rank
              FROM generate_series(0, %(count)s - 1) rank
        ), state AS (
            SELECT country_id, array_agg(id ORDER BY code, id) AS ids
              FROM res_country_state GROUP BY country_id
        )
        SELECT customer.rank, partner_id, contact_id, name, customer.country_id,
               (%(industries)s::int[])[1 + industry_rank] AS industry_id,
               state.ids[1 + floor(pg_temp.rnd(customer.rank, 14) * cardinality(state.ids))::int]
                   AS state_id,
               salesperson.rank AS salesperson_rank, salesperson.user_id, salesperson.team_id,
               CASE WHEN customer.rank >= %(resellers)s AND pg_temp.rnd(customer.rank, 15) < 0.15
                    THEN %(first)s + floor(pg_temp.rnd(customer.rank, 16) * %(resellers)s)::int
               END AS sales_partner_id,
               NULL::int AS fiscal_position_id
          FROM customer
          JOIN gen_salesperson salesperson ON salesperson.rank = salesperson_rank
          LEFT JOIN state ON state.country_id = customer.country_id
        """,
        first=first,
        first_contact=reserve_ids(env, "res_partner", contacts),
        step=CUSTOMERS_PER_CONTACT,
        resellers=min(RESELLERS, count),
        count=count,
        countries=country_ids,
        country_count=len(country_ids),
        industries=env["res.partner.industry"].search([]).ids,
        industry_count=env["res.partner.industry"].search_count([]),
        salespeople=fetch_value(env, "SELECT count(*) FROM gen_salesperson"),
    )


def _set_fiscal_positions(env):
    """Give each customer the fiscal position that Odoo chooses for its country."""
    run(
        env,
        "SELECT min(partner_id) FROM gen_customer GROUP BY country_id ORDER BY country_id",
    )
    for partner in env["res.partner"].browse(row[0] for row in env.cr.fetchall()):
        position = env["account.fiscal.position"]._get_fiscal_position(partner)
        run(
            env,
            """
            UPDATE gen_customer SET fiscal_position_id = %(position)s
             WHERE country_id = %(country)s
            """,
            position=position.id or None,
            country=partner.country_id.id,
        )
