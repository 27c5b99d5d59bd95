from .tests import test_click_everywhere
from .tests import test_odoo_crm
from .tests import test_odoo_lint
