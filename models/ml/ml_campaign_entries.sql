with

customers as (

    select *

    from {{ ref('feat_customers') }}

    where is_eligible and is_weekly

),

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
        1.0 - row_number() over (
            partition by customers.as_of_date
            order by rule_scores.rule_score desc, customers.customer_id asc
        ) / count(*) over (partition by customers.as_of_date) as risk_percentile

    from customers

    inner join {{ ref('feat_rule_scores') }} as rule_scores
        on customers.customer_id = rule_scores.customer_id
        and customers.as_of_date = rule_scores.as_of_date

    inner join newest
        on customers.as_of_date > newest.newest_as_of_date - 7 * {{ var('backfill_weeks') }}

),

-- Only tiers of seeds/retention_arms.csv are drawn.
risk_tiers as (

    select
        risk_tiers.risk_tier,
        risk_tiers.min_risk_percentile,
        lead(risk_tiers.min_risk_percentile, 1, 2.0) over (
            order by risk_tiers.min_risk_percentile
        ) as next_percentile,
        retention_arms.risk_tier is not null as is_drawn

    from {{ ref('risk_tiers') }} as risk_tiers

    left join {{ ref('retention_arms') }} as retention_arms
        on risk_tiers.risk_tier = retention_arms.risk_tier

),

in_drawn_tiers as (

    select
        ranked.customer_id,
        ranked.as_of_date,
        risk_tiers.risk_tier as stratum,
        ranked.rule_score,
        ranked.newest_as_of_date,
        min(ranked.as_of_date) over () as first_as_of_date,
        max(ranked.as_of_date) over () as last_as_of_date,
        row_number() over (partition by ranked.customer_id order by ranked.as_of_date) as visit

    from ranked

    inner join risk_tiers
        on ranked.risk_percentile >= risk_tiers.min_risk_percentile
        and ranked.risk_percentile < risk_tiers.next_percentile

    where risk_tiers.is_drawn

),

-- A customer is drawn once, in the tier of the first time.
entered as (

    select
        * exclude (visit, last_as_of_date),
        visit = 1 as is_entry,
        as_of_date = last_as_of_date as is_in_stock

    from in_drawn_tiers

    where visit = 1 or as_of_date = last_as_of_date

)

select * from entered
