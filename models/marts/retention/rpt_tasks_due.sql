with

-- The one place that says whom to contact: who is high now, and whom the list has nothing against.
customers as (

    select *

    from {{ ref('rpt_customers_at_risk') }}

    where risk_tier = 'high'
        and suppressed_reason is null

),

crossings as (

    select
        crossings.*,
        customers.customer_name,
        customers.account_owner_email

    from {{ ref('fct_risk_crossings') }} as crossings

    inner join customers
        on crossings.customer_id = customers.customer_id
        and crossings.as_of_date > customers.as_of_date - {{ var('crossing_news_days') }}

),

-- A task keeps the reasons of the day that it is about; what somebody can act on comes first.
reasons as (

    select
        reasons.*,
        row_number() over (
            partition by reasons.customer_id, reasons.as_of_date
            order by reasons.is_actionable desc, reasons.reason_rank asc
        ) as raising_rank

    from {{ ref('fct_churn_score_reasons') }} as reasons

    inner join crossings
        on reasons.customer_id = crossings.customer_id
        and reasons.as_of_date = crossings.as_of_date
        and reasons.model_version = crossings.model_version

    where reasons.direction = 'up'
        and reasons.feature_name != 'other'

),

side_by_side as (

    select
        customer_id,
        max(reason_text) filter (where raising_rank = 1) as reason_1,
        max(reason_text) filter (where raising_rank = 2) as reason_2,
        max(reason_text) filter (where raising_rank = 3) as reason_3,
        arg_min(playbook_id, raising_rank) filter (where is_actionable) as playbook_id

    from reasons

    group by 1

),

worded as (

    select
        {{ task_id('crossings') }} as task_id,
        crossings.customer_id,
        crossings.as_of_date as crossed_on_date,
        crossings.as_of_date + {{ var('task_due_days') }} as due_on_date,
        {{ task_subject('crossings') }} as task_subject,
        side_by_side.reason_1,
        side_by_side.reason_2,
        side_by_side.reason_3,
        side_by_side.playbook_id,
        playbooks.playbook_name,
        playbooks.what_to_do,
        playbooks.team,
        crossings.account_owner_email,
        crossings.model_version,
        crossings.churn_probability,
        crossings.mrr_usd,
        crossings.expected_mrr_loss_usd

    from crossings

    left join side_by_side
        on crossings.customer_id = side_by_side.customer_id

    left join {{ ref('playbooks') }} as playbooks
        on side_by_side.playbook_id = playbooks.playbook_id

)

select * from worded
