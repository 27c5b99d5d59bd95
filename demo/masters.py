"""Products in categories, resellers and customers."""

from .cast import CATEGORIES, PRODUCTS, RESELLERS, read_customers
from .records import create_records, find_record


def create_products(env):
    """Create the categories and products. Returns the products by code."""
    for category in CATEGORIES:
        parent = find_record(env, "category", category.parent).id if category.parent else False
        values = {"name": category.name, "parent_id": parent}
        create_records(env, "product.category", "category", {category.code: values})
    tracked = {"is_storable": True} if "is_storable" in env["product.product"] else {}
    return create_records(
        env,
        "product.product",
        "product",
        {
            product.code: {
                "name": product.name,
                "type": product.kind,
                "categ_id": find_record(env, "category", product.category).id,
                "list_price": product.price,
                "standard_price": product.cost,
                "invoice_policy": "order",
                **(tracked if product.kind == "consu" else {}),
            }
            for product in PRODUCTS
        },
    )


def create_customers(env, users):
    """Create the resellers and the customers. Returns the customers by code."""
    resellers = create_records(
        env,
        "res.partner",
        "reseller",
        {reseller.code: _prepare_address(env, reseller) for reseller in RESELLERS},
    )
    return create_records(
        env,
        "res.partner",
        "customer",
        {
            customer.code: {
                **_prepare_address(env, customer),
                "industry_id": env.ref(f"base.res_partner_industry_{customer.industry}").id,
                "user_id": users[customer.salesperson].id,
                "sales_partner_id": resellers[customer.reseller].id if customer.reseller else False,
                "property_payment_term_id": env.ref("account.account_payment_term_30days").id,
            }
            for customer in read_customers()
        },
    )


def _prepare_address(env, company):
    country = env.ref(f"base.{company.country.lower()}")
    state = country.state_ids.filtered(lambda state: state.code == company.state)[:1]
    return {
        "name": company.name,
        "is_company": True,
        "street": company.street,
        "zip": company.zip,
        "city": company.city,
        "country_id": country.id,
        "state_id": state.id,
        "email": f"office@{company.code.replace('_', '-')}.example.com",
    }
