with

customers as (

    select * from {{ ref('feat_customers') }}

),

names as (

    select * from {{ loaded(ref('int_customers_judged')) }}

),

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

scores as (

    select * from {{ ref('fct_churn_scores') }} where model_role = 'champion'

),

changes as (

    select * from {{ ref('fct_score_changes') }}

),

raising_reasons as (

    select
        *,
        row_number() over (
            partition by customer_id, as_of_date, model_version order by reason_rank
        ) as raising_rank

    from {{ ref('fct_churn_score_reasons') }}

    where direction = 'up'
        and feature_name != 'other'

),

three_reasons as (

    select
        customer_id,
        as_of_date,
        model_version,
        max(reason_text) filter (where raising_rank = 1) as reason_1,
        max(reason_text) filter (where raising_rank = 2) as reason_2,
        max(reason_text) filter (where raising_rank = 3) as reason_3,
        arg_min(playbook_id, raising_rank) filter (where is_actionable) as playbook_id

    from raising_reasons

    group by 1, 2, 3

),

listed as (

    select
        customers.customer_id,
        customers.as_of_date,
        scores.model_version,
        names.customer_name,
        names.account_owner_email,
        customers.industry,
        customers.region,
        customers.company_size,
        customers.plan_name,
        customers.tenure_band,
        scores.risk_tier,
        three_reasons.reason_1,
        three_reasons.reason_2,
        three_reasons.reason_3,
        changes.change_text,
        three_reasons.playbook_id,
        customers.ineligible_reason as suppressed_reason,
        scores.churn_probability,
        scores.previous_churn_probability,
        scores.change_pp,
        scores.risk_rank,
        row_number() over (
            order by scores.expected_mrr_loss_usd desc nulls last, scores.risk_rank, customers.customer_id
        ) as money_rank,
        customers.mrr_usd,
        scores.expected_mrr_loss_usd,
        customers.days_until_renewal,
        coalesce(scores.has_crossed_up, false) as has_crossed_up

    from customers

    inner join newest
        on customers.as_of_date = newest.as_of_date

    inner join names
        on customers.customer_id = names.customer_id

    left join scores
        on customers.customer_id = scores.customer_id
        and customers.as_of_date = scores.as_of_date

    left join three_reasons
        on scores.customer_id = three_reasons.customer_id
        and scores.as_of_date = three_reasons.as_of_date
        and scores.model_version = three_reasons.model_version

    left join changes
        on scores.customer_id = changes.customer_id
        and scores.as_of_date = changes.as_of_date

)

select * from listed
