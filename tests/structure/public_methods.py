"""What clients may call: model, method, who calls it.

Buttons of views, menus (actions with code), scripts under ``static/src``; other programs alone
where it says so. A method that nobody is meant to call from outside has an underscore.
"""

CALLED = [
    tuple(line.split())
    for line in """
        account.move              action_open_sales_plans        button
        crm.lead                  action_new_customer_plan       button
        crm.lead                  action_open_sales_plans        button
        crm.lead                  action_reset_forecast_category button script
        crm.lead                  action_use_line_total          button
        crm.lead.history          action_open_deal               button
        crm.lead.history          get_beginning                  script
        onboarding.onboarding.step action_open_sales_plan_step    script
        res.config.settings       action_rebuild_past            button
        res.partner               action_new_customer_plan       button
        res.partner               action_open_customer_plans     button
        res.partner               action_open_group_plans        button
        res.partner               action_open_receivables        button
        res.partner               action_open_sales_plans        button
        sale.order                action_open_sales_plans        button
        sales.alert               action_open_subject            button
        sales.alert.rule          action_try                     button
        sales.actual              action_open_document           button
        sales.actual              action_open_documents          button
        sales.cockpit             cockpit_breakdown              script
        sales.cockpit             cockpit_landing                script
        sales.cockpit             cockpit_lists                  script
        sales.cockpit             cockpit_news                   script
        sales.cockpit             cockpit_open                   script
        sales.cockpit             cockpit_open_documents         script
        sales.cockpit             cockpit_open_landing           script
        sales.cockpit             cockpit_open_list              script
        sales.cockpit             cockpit_open_part              script
        sales.cockpit             cockpit_open_step              script
        sales.cockpit             cockpit_open_target            script
        sales.cockpit             cockpit_print                  script
        sales.cockpit             cockpit_rows                   script
        sales.customer.plan       action_open_deals              button
        sales.customer.plan       action_renew                   button
        sales.customer.plan.line  action_open                    button
        sales.customer.plan.line  action_renew                   button
        sales.customer.plan.renew action_renew                   button
        sales.customer.recurring  action_new_opportunity         button
        sales.customer.recurring  action_open_customer           button
        sales.collection.dispute  action_end                     button
        sales.deal.reference.mixin action_open_deal               button
        sales.deal.report.mixin   action_open_deal               button
        sales.failure             action_try_again               button
        sales.deal.move           deal_move                      script
        sales.deal.move           deal_place                     script
        sales.forecast            worksheet_adjust               script
        sales.forecast            worksheet_compare              script
        sales.forecast            worksheet_landing              script
        sales.forecast            worksheet_landing_part         script
        sales.forecast            worksheet_open                 script
        sales.forecast            worksheet_remind               script
        sales.forecast            worksheet_strays               script
        sales.forecast            worksheet_submit               script
        sales.forecast            worksheet_trend                script
        sales.forecast.analysis   action_open_deal               button
        sales.forecast.calibration action_open_deal               button
        sales.forecast.conversion action_open_deal               button
        sales.forecast.flow       action_open_deal               button
        sales.forecast.flow       action_open_step               script
        sales.forecast.flow       read_waterfall                 script
        sales.forecast.report     action_run                     button
        sales.forecast.report     action_spreadsheet             button
        sales.forecast.submission action_compare                 button menu
        sales.forecast.submission.line action_open_deal           button
        sales.help                read_page                      script
        sales.open.task           action_done                    button
        sales.open.task           action_edit                    button
        sales.open.task           action_next_week               button
        sales.open.task           action_open                    button
        sales.open.task           action_tomorrow                button
        sales.pipeline.dashboard  dashboard_open                 script
        sales.pipeline.dashboard  dashboard_open_cell            script
        sales.pipeline.dashboard  dashboard_open_stage           script
        res.partner               action_estimate_potential      button
        sales.customer.effort     action_call                    button
        sales.customer.effort     action_estimate                button
        sales.customer.effort     action_new_deal                button
        sales.customer.effort     action_open_customer           button
        sales.customer.effort     action_schedule                button
        sales.market.report       action_open_customers          button script
        sales.market.report       read_bubbles                   script
        sales.plan                action_accept_own              button
        sales.plan                action_begin_import            button
        sales.plan                action_close                   button
        sales.plan                action_compare_revisions       button
        sales.plan                action_confirm                 button
        sales.plan                action_download_xlsx           menu
        sales.plan                action_open_allocations        button
        sales.plan                action_open_confirm            button script
        sales.plan                action_open_generate           button
        sales.plan                action_open_import             script
        sales.plan                action_open_load               button script
        sales.plan                action_open_own                button
        sales.plan                action_open_publish            button
        sales.plan                action_open_publications       button
        sales.plan                action_open_report             button
        sales.plan                action_open_revisions          button
        sales.plan                action_open_round              button
        sales.plan                action_open_suggest            button
        sales.plan                action_open_table              button
        sales.plan                action_print                   program
        sales.plan                action_propose_own             button
        sales.plan                action_reopen                  button
        sales.plan                action_revise                  button
        sales.plan                action_take_rates              button
        sales.plan.allocation     action_open_bridge             button menu
        sales.plan.allocation     action_accept                  button menu
        sales.plan.allocation     action_new_opportunity         button
        sales.plan.allocation     action_open_actuals            button script
        sales.plan.allocation     action_open_committed          button
        sales.plan.allocation     action_open_history            script
        sales.plan.allocation     action_open_landing_deals      button
        sales.plan.allocation     action_open_deals              button
        sales.plan.allocation     action_open_report             button
        sales.plan.allocation     action_open_split              button
        sales.plan.allocation     action_open_target             script
        sales.plan.allocation     action_propose                 button
        sales.plan.agreement      action_keep                    button
        sales.plan.closing        action_keep                    button
        sales.plan.kept           action_open_changed            button
        sales.plan.kept           action_open_gone               button
        sales.plan.kept           action_open_later              button
        sales.plan.kept           action_open_moved              button
        sales.plan.agreement      action_open                    button
        sales.plan.agreement      action_remind                  button
        sales.plan.agreement      action_take_over               button
        sales.plan.allocation     action_schedule                button
        sales.plan.allocation     action_write_owners            button script
        sales.plan.allocation     read_team_sums                 script
        sales.plan.answer         action_keep                    button
        sales.plan.answer         action_take_over               button
        sales.plan.bridge         bridge_open                    script
        sales.plan.bridge         bridge_open_step               script
        sales.plan.confirm        action_confirm                 button
        sales.plan.confirm.finding action_open                    button
        sales.plan.explain.line   action_open_actuals            button script
        sales.plan.explain.line   action_open_row                button
        sales.plan.generate       action_generate                button
        sales.plan.hand.over      action_hand_over               button
        sales.plan.import         action_apply                   button
        sales.plan.import         action_back                    button
        sales.plan.import         action_check                   button
        sales.plan.import         action_take_all                button
        sales.plan.import         action_take_none               button
        sales.plan.import         action_take_unchanged          button
        sales.plan.import         action_update_totals           button
        sales.plan.keep           action_keep                    button
        sales.plan.load           action_back                    button
        sales.plan.load           action_load                    script
        sales.plan.load           action_load_in_steps           button
        sales.plan.load           action_preview                 program
        sales.plan.load           action_preview_in_steps        button
        sales.plan.load           preview_step                   script
        sales.plan.people.change  action_accept_customer         button
        sales.plan.people.change  action_hand_over               button
        sales.plan.people.change  action_keep                    button
        sales.plan.people.change  action_move_up                 button
        sales.plan.propose        action_propose                 button
        sales.plan.profile        action_open_from_history       button
        sales.plan.profile.load   action_make                    button
        sales.plan.publish        action_publish                 button
        sales.plan.replenishment  action_download                button
        sales.plan.report         action_open_deals              button
        sales.plan.report         action_open_document           button
        sales.plan.report         action_schedule                button
        sales.plan.report         action_write_owners            button script
        sales.plan.report         read_as_of                     script
        sales.plan.report         read_breakdown                 script
        sales.plan.round          action_open                    button
        sales.plan.round          action_remind                  button
        sales.plan.sample         sample_begin                   script
        sales.plan.sample         sample_continue                script
        sales.plan.sample         sample_remove                  script
        sales.plan.start          start_close                    script
        sales.plan.start          start_open                     script
        sales.plan.suggest        action_apply                   button
        sales.plan.table          table_add_up                   script
        sales.plan.table          table_addable                  script
        sales.plan.table          table_answer_note              script
        sales.plan.table          table_attach_file              script
        sales.plan.table          table_candidates               script
        sales.plan.table          table_children                 script
        sales.plan.table          table_choose                   script
        sales.plan.table          table_delete_file              script
        sales.plan.table          table_edit                     script
        sales.plan.table          table_history                  script
        sales.plan.table          table_items                    script
        sales.plan.table          table_look                     script
        sales.plan.table          table_open                     script
        sales.plan.table          table_publish                  script
        sales.plan.table          table_redo                     script
        sales.plan.table          table_refresh                  script
        sales.plan.table          table_resolve_note             script
        sales.plan.table          table_rows                     script
        sales.plan.table          table_search                   script
        sales.plan.table          table_suggest                  script
        sales.plan.table          table_sum                      script
        sales.plan.table          table_undo                     script
        sales.plan.table          table_why                      script
        sales.plan.table          table_withdraw                 script
        sales.plan.visit          visit_plan                     script
        sales.plan.withdraw       action_withdraw                button
        sales.source.return       action_open_document           button
        sales.receivable          action_dispute                 button
        sales.receivable          action_open_document           button
        sales.receivable          action_promise                 button
    """.strip().splitlines()
]
