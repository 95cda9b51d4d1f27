with

judged as (

    select * from {{ ref('fct_lead_times') }}

),

summed as (

    select
        method,
        outcome,
        count(*) as customer_count,
        count(lead_days) as listed_before_count,
        round(count(lead_days) / count(*), 6) as listed_before_share,
        quantile_disc(lead_days, 0.25) as shortest_quarter_days,
        quantile_disc(lead_days, 0.5) as median_lead_days,
        quantile_disc(lead_days, 0.75) as longest_quarter_days

    from judged

    group by 1, 2

)

select * from summed
