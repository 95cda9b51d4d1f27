with

arms as (

    select
        policy,
        min(assigned_on_date) as began_on_date

    from {{ ref('int_campaign_arms') }}

    group by 1

),

months as (

    select *

    from {{ ref('fct_kpi_months') }}

    where metric_name = 'logo_churn_rate'

),

-- What people without a control group would say: three whole months after against three before.
averaged as (

    select
        arms.policy,
        arms.began_on_date,
        avg(months.metric_value) filter (
            where months.month_starts_on < date_trunc('month', arms.began_on_date)
        ) as before_churn_rate,
        avg(months.metric_value) filter (
            where months.month_starts_on > date_trunc('month', arms.began_on_date)
        ) as after_churn_rate,
        avg(months.opening_mrr_usd) as mean_mrr_usd,
        count(months.metric_value) filter (
            where months.month_starts_on != date_trunc('month', arms.began_on_date)
        ) = 6 as is_whole

    from arms

    left join months
        on months.month_starts_on
        between date_trunc('month', arms.began_on_date) - interval 3 month
        and date_trunc('month', arms.began_on_date) + interval 3 month

    group by 1, 2

),

saved as (

    select
        policy,
        began_on_date,
        round(before_churn_rate, 6) as before_churn_rate,
        case when is_whole then round(after_churn_rate, 6) end as after_churn_rate,
        cast(
            case when is_whole then (before_churn_rate - after_churn_rate) * mean_mrr_usd end
            as decimal(18, 2)
        ) as before_after_mrr_usd

    from averaged

)

select * from saved
