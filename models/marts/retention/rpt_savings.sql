with

effects as (

    select *

    from {{ ref('rpt_campaign_effect') }}

    where segment_name = 'all' and method = 'adjusted'

),

before_and_after as (

    select * from {{ ref('fct_before_after') }}

),

agreed as (

    select
        policy,
        sum(agreed_mrr_usd) as agreed_mrr_usd,
        arg_max(agreed_by, (agreed_on, agreed_by)) as agreed_by,
        max(agreed_on) as agreed_on,
        arg_max(note, (agreed_on, note)) as agreed_note

    from {{ ref('finance_agreed_savings') }}

    group by 1

),

-- One unit for the three, so that they can be set against each other: revenue of a month.
side_by_side as (

    select
        effects.policy,
        before_and_after.began_on_date,
        before_and_after.before_churn_rate,
        before_and_after.after_churn_rate,
        before_and_after.before_after_mrr_usd,
        effects.saved_mrr_usd as measured_mrr_usd,
        effects.saved_mrr_low_usd as measured_low_usd,
        effects.saved_mrr_high_usd as measured_high_usd,
        effects.verdict,
        cast(agreed.agreed_mrr_usd as decimal(18, 2)) as agreed_mrr_usd,
        agreed.agreed_by,
        agreed.agreed_on,
        agreed.agreed_note

    from effects

    left join before_and_after
        on effects.policy = before_and_after.policy

    left join agreed
        on effects.policy = agreed.policy

)

select * from side_by_side
