with recursive

scores as (

    select *

    from {{ ref('fct_churn_scores') }}

    where model_role = 'champion'

),

remembered as (

    select
        *,
        lag(risk_tier) over by_customer as previous_tier,
        lag(churn_probability) over by_customer as earlier_probability,
        max(as_of_date) filter (where risk_tier = 'high') over earlier as last_high_date,
        max(as_of_date) filter (where risk_percentile < {{ var('crossing_reset_percentile') }})
            over earlier as last_reset_date

    from scores

    window
        by_customer as (partition by customer_id order by as_of_date),
        earlier as (
            partition by customer_id
            order by as_of_date
            rows between unbounded preceding and 1 preceding
        )

),

-- Around the threshold customers come and go: who was above it counts again only after a real fall.
crossed as (

    select *

    from remembered

    where risk_tier = 'high'
        and previous_tier != 'high'
        and (last_high_date is null or last_reset_date > last_high_date)

),

-- The first crossing counts, and from each that counts the first after its cool-down.
counted as (

    select
        customer_id,
        min(as_of_date) as as_of_date

    from crossed

    group by 1

    union all

    select
        crossed.customer_id,
        min(crossed.as_of_date) as as_of_date

    from counted

    inner join crossed
        on counted.customer_id = crossed.customer_id
        and counted.as_of_date + {{ var('crossing_cool_down_days') }} <= crossed.as_of_date

    group by 1

),

described as (

    select
        crossed.customer_id,
        crossed.as_of_date,
        crossed.model_version,
        crossed.churn_probability,
        crossed.earlier_probability as previous_churn_probability,
        crossed.risk_percentile,
        crossed.mrr_usd,
        crossed.expected_mrr_loss_usd

    from crossed

    inner join counted
        on crossed.customer_id = counted.customer_id
        and crossed.as_of_date = counted.as_of_date

)

select * from described
