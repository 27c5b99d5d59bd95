from . import (
    crm_team,
    crm_team_member,
    res_company,
    res_config_settings,
    resource_calendar,
)
