from odoo.tests import tagged

from ..cascade.test_cascade_tour import TestCascadeTour
from ..forecast.test_forecast_tour import TestForecastTour
from .test_tour import TestTour


class LastDayOfQuarter:
    moment = "2027-03-31 10:00:00"
    allow_inherited_tests_method = True


class LeapDay:
    moment = "2028-02-29 12:00:00"
    allow_inherited_tests_method = True


class NewYearsEve:
    """In Auckland it is the next year already."""

    moment = "2027-12-31 23:30:00"
    allow_inherited_tests_method = True


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestStoryOnLastDay(LastDayOfQuarter, TestTour):
    pass


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestStoryOnLeapDay(LeapDay, TestTour):
    pass


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestStoryOnNewYearsEve(NewYearsEve, TestTour):
    pass


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestCascadeOnLastDay(LastDayOfQuarter, TestCascadeTour):
    pass


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestCascadeOnLeapDay(LeapDay, TestCascadeTour):
    pass


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestCascadeOnNewYearsEve(NewYearsEve, TestCascadeTour):
    pass


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestForecastOnLastDay(LastDayOfQuarter, TestForecastTour):
    pass


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestForecastOnLeapDay(LeapDay, TestForecastTour):
    pass


@tagged("post_install", "-at_install", "-standard", "sales_plan_long")
class TestForecastOnNewYearsEve(NewYearsEve, TestForecastTour):
    pass
