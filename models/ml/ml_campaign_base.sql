with

newest as (

    select max(as_of_date) as newest_as_of_date from {{ ref('int_as_of_dates') }}

),

-- As if the programme had begun so many weeks ago, ordered by the rule, which needs no training.
ranked as (

    select
        customers.customer_id,
        customers.as_of_date,
        rule_scores.rule_score,
        newest.newest_as_of_date,
        row_number() over (
            partition by customers.as_of_date
            order by rule_scores.rule_score desc, customers.customer_id asc
        ) as risk_rank,
        count(*) over (partition by customers.as_of_date) as scored_count

    from {{ ref('feat_customers') }} as customers

    inner join {{ ref('feat_rule_scores') }} as rule_scores
        on customers.customer_id = rule_scores.customer_id
        and customers.as_of_date = rule_scores.as_of_date

    inner join newest
        on customers.as_of_date > newest.newest_as_of_date - 7 * {{ var('backfill_weeks') }}

    where customers.is_eligible and customers.is_weekly

),

risk_tiers as (

    select
        risk_tier,
        min_risk_percentile,
        lead(min_risk_percentile, 1, 2.0) over (order by min_risk_percentile) as next_percentile

    from {{ ref('risk_tiers') }}

),

in_drawn_tiers as (

    select
        ranked.*,
        risk_tiers.risk_tier,
        ranked.as_of_date = max(ranked.as_of_date) over () as is_newest,
        min(ranked.as_of_date) over () as first_as_of_date

    from ranked

    inner join risk_tiers
        on (ranked.scored_count - ranked.risk_rank) / ranked.scored_count
        >= risk_tiers.min_risk_percentile
        and (ranked.scored_count - ranked.risk_rank) / ranked.scored_count
        < risk_tiers.next_percentile

    inner join {{ ref('retention_arms') }} as retention_arms
        on risk_tiers.risk_tier = retention_arms.risk_tier

),

labels as (

    select * from {{ ref('feat_churn_labels') }}

),

-- A customer is drawn once, in the tier of the first time.
entered as (

    select
        in_drawn_tiers.*,
        row_number() over (partition by customer_id order by as_of_date) = 1 as is_entry,
        as_of_date > first_as_of_date as is_later,
        as_of_date + {{ var('contact_effect_days') }} + {{ var('grace_days') }}
        <= newest_as_of_date as is_matured,
        exists (
            select 1
            from labels
            where labels.customer_id = in_drawn_tiers.customer_id
                and labels.churned_on_date > in_drawn_tiers.as_of_date
                and labels.churned_on_date
                <= in_drawn_tiers.as_of_date + {{ var('contact_effect_days') }}
        ) as is_churned

    from in_drawn_tiers

),

counted as (

    select
        coalesce(risk_tier, 'all') as stratum,
        count(*) filter (where is_newest) as stock_count,
        count(*) filter (where is_entry and is_later) * 30.4375
        / nullif(max(newest_as_of_date - first_as_of_date), 0) as monthly_count,
        round(avg(cast(is_churned as integer)) filter (where is_entry and is_matured), 9)
            as churn_rate,
        round(coalesce(power(corr(
            rule_score, cast(is_churned as integer)
        ) filter (where is_entry and is_matured), 2), 0.0), 9) as variance_reduction

    from entered

    group by grouping sets ((risk_tier), ())

)

select * from counted
