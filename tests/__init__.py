from .addon import (
    test_access,
    test_access_chatter,
    test_access_rpc,
    test_demo,
    test_hoot,
    test_rules,
    test_tour,
    test_tours_odd_days,
)
from .fact import (
    test_actuals_collected,
    test_actuals_deals,
    test_actuals_invoiced,
    test_actuals_measures,
    test_actuals_ordered,
    test_dimensions,
)
from .cascade import (
    test_agreement,
    test_cascade,
    test_cascade_attacks,
    test_cascade_notices,
    test_cascade_private,
    test_cascade_private_answers,
    test_cascade_private_http,
    test_cascade_private_table,
    test_cascade_queries,
    test_cascade_tour,
    test_cascade_walk,
    test_fairness,
    test_my_targets,
    test_publish_wizard,
    test_round,
)
from .cells import (
    test_cells,
    test_restored_rows,
)
from .deal import (
    test_deal,
    test_deal_lines,
    test_deal_views,
    test_forecast_category,
    test_lead_history,
    test_lead_history_as_of,
    test_native_pipeline,
    test_win_rate,
)
from .explain import (
    test_explain,
)
from .plan import (
    test_figures,
    test_generate,
    test_plan,
    test_plan_figures,
    test_plan_queries,
    test_plan_states,
    test_repeated_levels,
    test_repeated_levels_xlsx,
)
from .reports import (
    test_flow,
    test_flow_identity,
    test_forecast_accuracy,
    test_forecast_analysis_views,
    test_forecast_conversion,
    test_forecast_report,
    test_grid_xlsx,
    test_pipeline_dashboard,
    test_print,
    test_report,
    test_report_views,
)
from .forecast import (
    test_forecast_access,
    test_forecast_missed,
    test_forecast_periods,
    test_forecast_rollup,
    test_forecast_submissions,
    test_forecast_targets,
    test_forecast_totals,
    test_forecast_tour,
    test_forecast_worksheet,
)
from .import_ import (
    test_import,
    test_import_long,
    test_import_malformed,
    test_import_malformed_files,
    test_import_size,
)
from .load import (
    test_load,
    test_load_demo,
    test_load_existing,
    test_load_preview,
    test_load_refusals,
)
from .people import (
    test_people,
    test_people_cascade,
    test_people_changes,
)
from .table import (
    test_planning_table_tour,
    test_suggest,
    test_suggest_capacity,
    test_suggest_cascade,
    test_table,
    test_table_access,
    test_table_addable,
    test_table_conflicts,
    test_table_edit,
    test_table_late,
    test_table_progress,
    test_table_reads,
    test_table_rpc,
    test_table_undo,
)
from .revision import (
    test_report_revisions,
    test_revision_chain,
    test_revisions,
)
from .org import (
    test_team_hierarchy,
)
from .structure import (
    test_public_methods,
)
