from . import test_row_customer
