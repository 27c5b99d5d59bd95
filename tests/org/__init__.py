from . import test_help, test_team_hierarchy
