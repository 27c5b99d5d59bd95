from . import test_help, test_ordered_groups, test_team_hierarchy
