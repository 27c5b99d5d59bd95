"""A plan in pieces for this year: what purchasing has to have there, product by product.

Where Odoo's stock app is installed with the demo data, a warehouse is told, too: what lies in it,
what is to come; what is to leave it are the deliveries of orders that are not invoiced yet.
"""

from datetime import timedelta

from .cast import PRODUCTS
from .plans import UPLIFT, prepare_plan_values, round_total
from .records import create_records, find_record

#: Products by code: what lies in the warehouse, and what is to come in how many days.
STOCK = {
    "multimeter": (26, 30, 6),
    "clamp_meter": (48, 40, 12),
    "insulation": (9, 20, 20),
    "thermal_camera": (2, 0, 0),
    "oscilloscope": (11, 0, 0),
    "power_supply": (6, 10, 9),
    "generator": (14, 0, 0),
    "analyzer": (1, 2, 25),
    "probe_set": (210, 0, 0),
    "case": (160, 200, 5),
    "battery": (75, 60, 15),
}


def create_pieces(cast):
    """Let the planning manager plan this year's orders in pieces, and confirm it. Return the plan.

    Services are left out, nobody has to buy them. Rows above are sums: pieces of different
    products have no target of their own.
    """
    year = cast.today.year
    values = prepare_plan_values(cast, year, "month", ("product_category", "product"))
    plans = create_records(
        cast.env(user=cast.users["helen"]),
        "sales.plan",
        "plan",
        {
            "pieces": {
                **values,
                "name": f"Pieces {year}",
                "measure": "quantity",
                "basis": "ordered",
                "rolls_up": True,
            }
        },
    )
    plan = plans["pieces"]
    load = plan.env["sales.plan.load"].create(
        {"plan_id": plan.id, "uplift_percent": UPLIFT, "rounding": "1"}
    )
    round_total(load, 1)
    load.action_load()
    services = find_record(plan.env, "category", "care")
    plan.root_id.child_ids.filtered(lambda row: row.product_category_id == services).unlink()
    plan.action_confirm()
    return plan


def fill_warehouse(cast):
    """Put goods into the company's warehouse and announce some, where there is a stock app."""
    if "stock.quant" not in cast.env:
        return
    warehouses = cast.env["stock.warehouse"]
    warehouse = warehouses.search([("company_id", "=", cast.company.id)], limit=1)
    suppliers = cast.env.ref("stock.stock_location_suppliers")
    quants, moves = cast.env["stock.quant"], cast.env["stock.move"]
    for product in PRODUCTS:
        on_hand, incoming, days = STOCK.get(product.code, (0, 0, 0))
        record = cast.products[product.code]
        if on_hand:
            quants._update_available_quantity(record, warehouse.lot_stock_id, on_hand)
        if incoming:
            moves |= moves.create(
                {
                    "product_id": record.id,
                    "product_uom_qty": incoming,
                    "date": cast.today + timedelta(days=days),
                    "location_id": suppliers.id,
                    "location_dest_id": warehouse.lot_stock_id.id,
                    "picking_type_id": warehouse.in_type_id.id,
                    "company_id": cast.company.id,
                }
            )
    moves._action_confirm()
