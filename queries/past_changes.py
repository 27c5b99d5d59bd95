"""The SQL of what Odoo's messages tell of deals: the changes of tracked fields, and the closing of
those that no message tells of. For the batch of deals that ``past.py`` rebuilds: ``deal``."""

from odoo.tools import SQL

from .closing import OUTCOMES
from .time import FOLDING, LONGEST_TRANSACTION, SLACK
from .tracking import selection_labels


def tracked_changes(deals, names):
    """Return changes of tracked fields, each with its moment: when its transaction began, as with
    the triggers, or what the message says where it is dated otherwise.

    :param deals: where the deals of the batch are kept
    :param names: names of the fields

    Messages that came from another deal when the two were merged have a subject, others have none.
    """
    return SQL(
        """WITH label AS (%(labels)s)
           SELECT deal.id, value.id AS number, field.name AS field, value.create_uid AS writer_id,
                  CASE WHEN value.create_date = message.create_date
                        AND (message.date < DATE_TRUNC('second', value.create_date)
                             OR message.date >= value.create_date + %(longest)s)
                       THEN message.date
                       ELSE COALESCE(value.create_date, message.date) END AS moment,
                  value.old_value_integer AS old_id, value.new_value_integer AS new_id,
                  value.old_value_float::numeric AS old_amount, label.value AS old_value
             FROM %(deals)s deal
             JOIN mail_message message
               ON message.model = 'crm.lead' AND message.res_id = deal.id
              AND COALESCE(message.subject, '') = ''
             JOIN mail_tracking_value value ON value.mail_message_id = message.id
             JOIN ir_model_fields field
               ON field.id = value.field_id AND field.model = 'crm.lead'
              AND field.name IN %(names)s
             LEFT JOIN label ON label.field = field.name AND label.label = value.old_value_char""",
        labels=selection_labels("crm.lead", "won_status", "type"),
        deals=deals,
        longest=LONGEST_TRANSACTION,
        names=tuple(names),
    )


def beginnings():
    """When deals were made or, if that was earlier, closed; ``closed_at`` is the closing date of
    those that are over without a message that says so. ``is_told_at_once``: whether a message tells
    that they were won or lost as long as changes were part of their first version."""
    return SQL(
        """SELECT id, is_told_at_once,
                  CASE WHEN is_over AND NOT is_told THEN date_closed END AS closed_at,
                  CASE WHEN is_over AND NOT is_told_later
                        AND COALESCE(date_closed < create_date - %(slack)s, TRUE)
                       THEN LEAST(date_closed, until) ELSE LEAST(create_date, until) END AS begins
             FROM (SELECT deal.*, deal.status IN %(closed)s AS is_over,
                          COALESCE(told.is_told, FALSE) AS is_told,
                          COALESCE(told.is_told_later, FALSE) AS is_told_later,
                          COALESCE(told.is_told_at_once, FALSE) AS is_told_at_once
                     FROM deal
                     LEFT JOIN (
                          SELECT tracked.id, TRUE AS is_told,
                                 BOOL_OR(tracked.moment >= deal.create_date + %(folding)s)
                                     AS is_told_later,
                                 BOOL_OR(tracked.moment < deal.create_date + %(folding)s
                                         AND (tracked.old_value = 'pending' OR stage.is_won))
                                     AS is_told_at_once
                            FROM tracked
                            JOIN deal ON deal.id = tracked.id
                            LEFT JOIN crm_stage stage
                              ON tracked.field = 'stage_id' AND stage.id = tracked.new_id
                           WHERE tracked.field IN ('won_status', 'active') OR stage.is_won
                           GROUP BY tracked.id) told ON told.id = deal.id) deal""",
        closed=OUTCOMES,
        slack=SLACK,
        folding=FOLDING,
    )


def all_changes():
    """What changed of deals: what is tracked; whether they were won where only their stages tell
    it, as before Odoo kept it; and the closing of those that no message tells of."""
    return SQL(
        """SELECT id, number, field, writer_id, moment, old_id, old_amount, old_value
             FROM tracked
            WHERE field NOT IN ('won_status', 'type') OR old_value IS NOT NULL
            UNION ALL
           SELECT moved.id, moved.number, 'won_status', moved.writer_id, moved.moment, NULL, NULL,
                  CASE WHEN before.is_won THEN 'won' ELSE 'pending' END
             FROM tracked moved
             LEFT JOIN crm_stage before ON before.id = moved.old_id
             LEFT JOIN crm_stage after ON after.id = moved.new_id
            WHERE moved.field = 'stage_id'
              AND COALESCE(before.is_won, FALSE) <> COALESCE(after.is_won, FALSE)
              AND NOT EXISTS (
                  SELECT FROM tracked told
                   WHERE told.id = moved.id AND told.moment = moved.moment
                     AND told.field = 'won_status' AND told.old_value IS NOT NULL)
            UNION ALL
           SELECT beginning.id, 0, field, NULL, beginning.closed_at, old_id, NULL, old_value
             FROM beginning
            CROSS JOIN (VALUES ('won_status', NULL, 'pending'), ('active', 1, NULL),
                               ('stage_id', NULL, NULL)) AS opened (field, old_id, old_value)
            WHERE beginning.closed_at IS NOT NULL"""
    )
