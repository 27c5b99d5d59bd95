"""What was forecast for periods that are over, at several moments before, and what was closed."""

from odoo.tools import SQL

from ..tools.rollup import PERSON, TEAM
from .deals import counting_day, owned
from .origin import is_usable
from .time import is_valid_at, zone_of

#: Days before the end of a period at which its forecast is looked at, by horizon. ``START`` is the
#: moment at which the period begins.
START = "0_start"
HORIZONS = {"1_90": 90, "2_60": 60, "3_30": 30, "4_14": 14, "5_07": 7}

#: The fields that the relation reads, by model.
READ_FIELDS = {
    "crm.lead": [
        "type",
        "active",
        "won_status",
        "expected_revenue",
        "date_deadline",
        "date_closed",
        "user_id",
        "team_id",
        "company_id",
        "is_forecast_included",
    ],
    "crm.lead.history": [
        "valid_from",
        "valid_to",
        "status",
        "origin",
        "closed_at",
        "amount",
        "is_included",
    ],
    "crm.team": ["parent_id", "user_id", "active"],
    "crm.team.member": ["crm_team_id", "user_id", "active"],
    "res.company": ["currency_id", "resource_calendar_id", "parent_path"],
    "resource.calendar": ["tz"],
    "sales.forecast": ["period_id", "company_id", "kind", "user_id", "team_id"],
    "sales.forecast.period": ["company_id", "kind", "date_from", "date_to"],
    "sales.forecast.submission": ["forecast_id", "date", "forecast"],
}


def read_accuracy(env, companies, period_ids, user_ids, team_ids):
    """Read the forecasts of people and teams for periods that are over, and the amounts closed.

    :return: ``[(kind, id of the person or team, horizon, period id, forecast, closed), …]``
    """
    for model, names in READ_FIELDS.items():
        env[model].flush_model(names)
    return env.execute_query(
        SQL(
            """SELECT kind, COALESCE(user_id, team_id), horizon, period_id, forecast_amount,
                      actual_amount
                 FROM (%s) found
                WHERE user_id IN %s OR team_id IN %s""",
            accuracy_query(companies, period_ids),
            tuple(user_ids) or (None,),
            tuple(team_ids) or (None,),
        )
    )


def accuracy_query(companies, period_ids=None):
    """Return the relation of forecasts and the amounts that were closed.

    It has one row for each period that is over, each person or team with any forecast, and each
    horizon. A row without a submission is left out if deals were recorded only later than its
    moment, or if both its amounts are zero.

    :param companies: ``[(company, today, tree)]`` of companies that are no branches; today is the
        day there, the tree who reports to whom, see ``tools.rollup.Tree``
    :param period_ids: ids of the periods to look at; None for all
    """
    return SQL(
        """WITH root AS (%(roots)s), home AS (%(homes)s), place AS (%(places)s),
                above AS (%(above)s),
                period AS (%(periods)s),
                moment AS (%(moments)s),
                placed AS (%(placed)s),
                figure AS (%(figures)s),
                total AS (%(totals)s),
                known AS (
                    SELECT SPLIT_PART(company.parent_path, '/', 1)::integer AS root_id,
                           MIN(history.valid_from) AS since
                      FROM crm_lead_history history
                      JOIN res_company company ON company.id = history.company_id
                     WHERE %(is_usable)s
                     GROUP BY 1
                ),
                owner AS (
                    SELECT DISTINCT company_id AS root_id, kind, user_id, team_id,
                           COALESCE(user_id, team_id) AS owner_id
                      FROM sales_forecast
                )
           SELECT ((moment.period_id::bigint * 2 + (owner.kind = 'team')::integer) * 16777216
                       + owner.owner_id) * 8 + moment.number AS id,
                  moment.period_id, moment.date_from AS date, moment.kind AS period_kind,
                  owner.kind, owner.user_id, owner.team_id, owner.root_id AS company_id,
                  company.currency_id, moment.horizon, submission.id AS submission_id,
                  submission.id IS NOT NULL AS is_submitted,
                  COALESCE(submission.forecast, expected.amount, 0) AS forecast_amount,
                  COALESCE(sold.amount, 0) AS actual_amount
             FROM moment
             JOIN owner ON owner.root_id = moment.root_id
             JOIN res_company company ON company.id = owner.root_id
             LEFT JOIN known ON known.root_id = moment.root_id
             LEFT JOIN sales_forecast forecast
               ON forecast.period_id = moment.period_id AND forecast.kind = owner.kind
              AND COALESCE(forecast.user_id, forecast.team_id) = owner.owner_id
             LEFT JOIN LATERAL (
                    SELECT id, forecast FROM sales_forecast_submission
                     WHERE forecast_id = forecast.id AND date < moment.at
                     ORDER BY date DESC, id DESC LIMIT 1
                  ) submission ON TRUE
             LEFT JOIN total expected
               ON expected.period_id = moment.period_id AND expected.horizon = moment.horizon
              AND expected.kind = owner.kind AND expected.owner_id = owner.owner_id
             LEFT JOIN total sold
               ON sold.period_id = moment.period_id AND sold.horizon = 'sold'
              AND sold.kind = owner.kind AND sold.owner_id = owner.owner_id
            WHERE submission.id IS NOT NULL
               OR (moment.at >= known.since AND (expected.amount <> 0 OR sold.amount <> 0))""",
        is_usable=is_usable("history", needs_forecast=True),
        roots=_values(
            ("id", "today", "tz"),
            ("integer", "date", "text"),
            [(company.id, today, zone_of(company)) for company, today, _tree in companies],
        ),
        homes=_pairs(companies, "user_id", lambda tree: tree.homes.items()),
        places=_pairs(companies, "place_id", lambda tree: _swapped(tree.places)),
        above=_pairs(companies, "upper_id", _above),
        periods=_periods(period_ids),
        moments=_moments(),
        placed=_placed(),
        figures=_figures(),
        totals=_totals(),
    )


def _values(names, types, rows):
    """Return rows of values as a relation, also if there are no rows."""
    columns = SQL(", ").join(
        SQL("%s::%s AS %s", SQL.identifier(name), SQL(kind), SQL.identifier(name))
        for name, kind in zip(names, types, strict=True)
    )
    return SQL(
        "SELECT %s FROM (VALUES %s) AS given (%s) WHERE %s IS NOT NULL",
        columns,
        SQL(", ").join(SQL("%s", row) for row in rows or [(None,) * len(names)]),
        SQL(", ").join(map(SQL.identifier, names)),
        SQL.identifier(names[0]),
    )


def _pairs(companies, name, get_pairs):
    """Return pairs of an id and a team from the trees of several companies, as a relation."""
    rows = [
        (company.id, first, team)
        for company, _today, tree in companies
        for first, team in get_pairs(tree)
    ]
    return _values(("root_id", name, "team_id"), ("integer",) * 3, rows)


def _swapped(places):
    """Yield the team that stands for each team, then that team."""
    return [(place, team) for team, place in places.items()]


def _above(tree):
    """Return each team paired with itself and with every team above it: ``[(above, team)]``."""
    return [(upper, team) for upper in tree.parents for team in tree.get_below(upper)]


def _periods(period_ids):
    return SQL(
        """SELECT period.id, period.company_id AS root_id, period.kind, period.date_from,
                  period.date_to, root.tz
             FROM sales_forecast_period period
             JOIN root ON root.id = period.company_id
            WHERE period.date_to < root.today AND %s""",
        SQL("TRUE") if period_ids is None else SQL("period.id IN %s", tuple(period_ids) or (0,)),
    )


def _moments():
    """Return the moments at which each period's forecast is looked at: when it begins, and the end
    of the day so many days before its last one."""
    return SQL(
        """SELECT period.id AS period_id, period.root_id, period.kind, period.date_from,
                  given.horizon, given.number,
                  ((CASE WHEN given.days IS NULL THEN period.date_from
                         ELSE period.date_to - given.days + 1 END)::timestamp
                      AT TIME ZONE period.tz AT TIME ZONE 'UTC') AS at
             FROM period CROSS JOIN (%s) given""",
        _values(
            ("horizon", "days", "number"),
            ("text", "integer", "integer"),
            [
                (horizon, days, number)
                for number, (horizon, days) in enumerate({START: None, **HORIZONS}.items())
            ],
        ),
    )


def _placed():
    """Return the versions of deals that count in a period: won in it, or expected to close."""
    return SQL(
        """SELECT period.id AS period_id, period.root_id, %(user)s AS user_id,
                  %(team)s AS team_id, version.valid_from, version.valid_to, version.status,
                  version.amount, version.is_included
             FROM crm_lead_history version
             JOIN res_company company ON company.id = %(company)s
             JOIN period
               ON period.root_id = SPLIT_PART(company.parent_path, '/', 1)::integer
              AND %(day)s BETWEEN period.date_from AND period.date_to
            WHERE version.status IN ('open', 'won')""",
        user=owned("version", "user_id"),
        team=owned("version", "team_id"),
        company=owned("version", "company_id"),
        day=counting_day("version"),
    )


def _figures():
    """Return sums by owner and team: of included deals at each moment, and of deals won.

    The team is the one that the deal counts in: the home of its owner, or else the team that
    stands for the deal's own team.
    """
    return SQL(
        """SELECT found.period_id, found.horizon, found.user_id, found.amount,
                  COALESCE(home.team_id, place.place_id) AS team_id
             FROM (SELECT placed.period_id, placed.root_id, moment.horizon, placed.user_id,
                          placed.team_id, SUM(placed.amount) AS amount
                     FROM placed
                     JOIN moment
                       ON moment.period_id = placed.period_id
                      AND %s
                    WHERE placed.is_included
                    GROUP BY placed.period_id, placed.root_id, moment.horizon, placed.user_id,
                             placed.team_id
                    UNION ALL
                   SELECT period_id, root_id, 'sold', user_id, team_id, SUM(amount)
                     FROM placed
                    WHERE status = 'won' AND valid_to IS NULL
                    GROUP BY period_id, root_id, user_id, team_id) found
             LEFT JOIN home ON home.root_id = found.root_id AND home.user_id = found.user_id
             LEFT JOIN place ON place.root_id = found.root_id AND place.team_id = found.team_id
                            AND home.user_id IS NULL""",
        is_valid_at(SQL("moment.at"), "placed"),
    )


def _totals():
    """Return the sums of ``figure`` for each person, and for each team with all teams below."""
    return SQL(
        """SELECT period_id, horizon, %(person)s AS kind, user_id AS owner_id,
                  SUM(amount) AS amount
             FROM figure WHERE user_id IS NOT NULL
            GROUP BY period_id, horizon, user_id
            UNION ALL
           SELECT figure.period_id, figure.horizon, %(team)s, above.upper_id, SUM(figure.amount)
             FROM figure
             JOIN period ON period.id = figure.period_id
             JOIN above ON above.root_id = period.root_id AND above.team_id = figure.team_id
            GROUP BY figure.period_id, figure.horizon, above.upper_id""",
        person=PERSON,
        team=TEAM,
    )
