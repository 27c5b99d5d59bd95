from . import sales_pipeline_dashboard
