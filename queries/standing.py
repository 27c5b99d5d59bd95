"""What was submitted of open deals, and which of these deals are something else by now."""

from collections import namedtuple

from odoo.tools import SQL

#: Open amounts of a submission, and of all that went into it, as they were submitted; ``forecast``
#: and ``weighted`` without what was closed.
Submitted = namedtuple("Submitted", "root commit best_case pipeline forecast weighted")

#: An open deal of a submission whose deal is not where it was, see ``tools.standing.Line``.
Candidate = namedtuple(
    "Candidate",
    "root submission number kind holder_id rank role amount weighted is_included is_open user_id"
    " team_id",
)


def read_submitted(env, submission_ids):
    """Read what was submitted as open, before anything was taken off of it.

    A team's submission has in it what its people and teams had submitted by then, already without
    what was gone at the time. That is put back here, so that all that is gone can be taken off
    once.

    :return: :class:`Submitted` rows
    """
    _flush(env)
    return [
        Submitted(*row)
        for row in env.execute_query(
            SQL(
                """
                WITH RECURSIVE %(chain)s
                SELECT root_id, SUM(commit), SUM(best_case), SUM(pipeline),
                       SUM(forecast - closed), SUM(weighted - closed)
                  FROM (SELECT chain.root_id, said.commit, said.best_case, said.pipeline,
                               said.forecast, said.closed, said.weighted
                          FROM chain
                          JOIN sales_forecast_submission said ON said.id = chain.submission_id
                         UNION ALL
                        SELECT chain.root_id, -row.commit, -row.best_case, -row.pipeline,
                               -row.forecast, -row.closed, -row.weighted
                          FROM chain
                          JOIN sales_forecast_submission_row row
                            ON row.submission_id = chain.submission_id
                         WHERE row.child_id IS NOT NULL) part
                 GROUP BY root_id
                """,
                chain=_chain(submission_ids),
            )
        )
    ]


def read_candidates(env, relation, date_from, date_to, submission_ids):
    """Read the open deals of submissions that are not open, or not whose they were, any more.

    Deals that several of the submissions have are among them in any case.

    :param relation: deals as they are or were, see ``queries.forecast.get_relation``
    :return: :class:`Candidate` rows
    """
    _flush(env)
    return [
        Candidate(*row)
        for row in env.execute_query(
            SQL(
                """
                WITH RECURSIVE %(chain)s,
                promised AS (
                    SELECT chain.root_id, chain.submission_id, line.deal_number, forecast.kind,
                           COALESCE(forecast.user_id, forecast.team_id, 0) AS holder_id,
                           ROW(root.date, root.id) AS rank, line.role, line.amount, line.weighted,
                           line.is_included, line.user_id, line.team_id,
                           COUNT(*) OVER (PARTITION BY line.deal_number) AS copies
                      FROM chain
                      JOIN sales_forecast_submission root ON root.id = chain.root_id
                      JOIN sales_forecast_submission said ON said.id = chain.submission_id
                      JOIN sales_forecast forecast ON forecast.id = said.forecast_id
                      JOIN sales_forecast_submission_line line ON line.submission_id = said.id
                     WHERE line.status = 'open'
                )
                SELECT promised.root_id, promised.submission_id, promised.deal_number,
                       promised.kind, promised.holder_id,
                       DENSE_RANK() OVER (ORDER BY promised.rank), promised.role,
                       COALESCE(promised.amount, 0), COALESCE(promised.weighted, 0),
                       COALESCE(promised.is_included, FALSE), deal.id IS NOT NULL, deal.user_id,
                       deal.team_id
                  FROM promised
                  LEFT JOIN (%(relation)s) deal
                    ON deal.id = promised.deal_number AND deal.status = 'open'
                   AND deal.day BETWEEN %(first)s AND %(last)s
                 WHERE deal.id IS NULL OR promised.copies > 1
                    OR deal.user_id IS DISTINCT FROM promised.user_id
                    OR deal.team_id IS DISTINCT FROM promised.team_id
                """,
                chain=_chain(submission_ids),
                relation=relation,
                first=date_from,
                last=date_to,
            )
        )
    ]


def read_holders(env, submission_ids, numbers):
    """Read which submissions have which of some deals: ``{(submission id, deal number), …}``."""
    _flush(env)
    rows = env.execute_query(
        SQL(
            """
            SELECT submission_id, deal_number FROM sales_forecast_submission_line
             WHERE submission_id IN %s AND deal_number IN %s AND status = 'open'
            """,
            tuple(submission_ids) or (None,),
            tuple(numbers) or (None,),
        )
    )
    return set(rows)


def _chain(submission_ids):
    """Return the relation of submissions with all that went into them, themselves too."""
    return SQL(
        """
        chain (root_id, submission_id) AS (
            SELECT id, id FROM sales_forecast_submission WHERE id IN %s
             UNION
            SELECT chain.root_id, row.child_id
              FROM chain
              JOIN sales_forecast_submission_row row ON row.submission_id = chain.submission_id
             WHERE row.child_id IS NOT NULL
        )
        """,
        tuple(submission_ids) or (None,),
    )


def _flush(env):
    for model in ("", ".line", ".row"):
        env[f"sales.forecast.submission{model}"].flush_model()
