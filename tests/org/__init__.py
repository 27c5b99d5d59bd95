from . import test_team_hierarchy
