with

scores as (

    select *

    from {{ ref('fct_churn_scores') }}

    where model_role = 'champion'

),

effects as (

    select * from {{ ref('fct_expected_effects') }}

),

reasons as (

    select * from {{ ref('rpt_risk_reasons') }}

),

playbooks as (

    select * from {{ ref('playbooks') }}

),

expected as (

    select
        scores.customer_id,
        scores.as_of_date,
        effects.policy,
        reasons.playbook_id,
        scores.expected_mrr_loss_usd * effects.expected_relative_effect as saved_mrr_usd,
        coalesce(playbooks.cost_usd, 0) as cost_usd

    from scores

    inner join effects
        on scores.customer_id = effects.customer_id
        and scores.as_of_date = effects.as_of_date

    left join reasons
        on scores.customer_id = reasons.customer_id
        and scores.as_of_date = reasons.as_of_date

    left join playbooks
        on reasons.playbook_id = playbooks.playbook_id

    where effects.expected_relative_effect is not null

),

-- What a kept customer goes on paying is set against what the contact costs.
valued as (

    select
        customer_id,
        as_of_date,
        policy,
        playbook_id,
        cast(saved_mrr_usd as decimal(18, 2)) as expected_saved_mrr_usd,
        cast(cost_usd as decimal(18, 2)) as contact_cost_usd,
        cast(
            saved_mrr_usd * {{ var('saved_customer_value_months') }} - cost_usd as decimal(18, 2)
        ) as expected_value_usd

    from expected

)

select * from valued
