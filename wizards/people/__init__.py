from . import sales_plan_hand_over
