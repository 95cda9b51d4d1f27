with

customers as (

    select * from {{ ref('dim_customers') }}

),

scores as (

    select * from {{ ref('fct_churn_scores') }}

),

changes as (

    select * from {{ ref('fct_score_changes') }}

),

suppressions as (

    select * from {{ ref('fct_contact_suppressions') }}

),

reasons as (

    select * from {{ ref('rpt_risk_reasons') }}

),

listed as (

    select
        customers.customer_id,
        customers.as_of_date,
        scores.model_version,
        customers.customer_name,
        customers.account_owner_email,
        customers.industry,
        customers.region,
        customers.company_size,
        customers.plan_name,
        customers.tenure_band,
        scores.risk_tier,
        reasons.reason_1,
        reasons.reason_2,
        reasons.reason_3,
        changes.change_text,
        reasons.playbook_id,
        suppressions.arm,
        suppressions.suppressed_reason,
        scores.churn_probability,
        scores.previous_churn_probability,
        scores.change_pp,
        scores.risk_rank,
        row_number() over (
            order by
                savings.expected_value_usd desc nulls last,
                scores.expected_mrr_loss_usd desc nulls last,
                scores.risk_rank asc,
                customers.customer_id asc
        ) as money_rank,
        customers.mrr_usd,
        scores.expected_mrr_loss_usd,
        savings.expected_saved_mrr_usd,
        customers.days_until_renewal,
        coalesce(scores.has_crossed_up, false) as has_crossed_up

    from customers

    left join scores
        on customers.customer_id = scores.customer_id
        and customers.as_of_date = scores.as_of_date
        and scores.model_role = 'champion'

    left join {{ ref('fct_expected_savings') }} as savings
        on scores.customer_id = savings.customer_id
        and scores.as_of_date = savings.as_of_date

    left join reasons
        on scores.customer_id = reasons.customer_id
        and scores.as_of_date = reasons.as_of_date

    left join suppressions
        on customers.customer_id = suppressions.customer_id

    left join changes
        on scores.customer_id = changes.customer_id
        and scores.as_of_date = changes.as_of_date

    where customers.is_in_service

)

select * from listed
