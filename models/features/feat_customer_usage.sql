{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date',
    on_schema_change='fail'
) }}

with

counted as (

    select * from {{ ref('int_usage_counted') }}

),

in_service as (

    select * from {{ ref('int_customers_in_service') }}

),

with_seats as (

    select
        counted.*,
        counted.user_weeks_28d / 4.0 as mean_weekly_active_users_28d,
        counted.user_weeks_84d / 12.0 as mean_weekly_active_users_84d,
        in_service.seat_count

    from counted

    left join in_service
        on counted.customer_id = in_service.customer_id
        and counted.as_of_date = in_service.as_of_date

),

compared as (

    select
        *,
        friction_event_count_28d / nullif(event_count_28d, 0) as friction_event_share_28d,
        case
            when event_count_28d is not null
                then percent_rank() over (partition by as_of_date order by event_count_28d)
        end as event_percentile_28d,
        weekend_event_count_28d / nullif(event_count_28d, 0) as weekend_event_share_28d,
        mean_weekly_active_users_28d / nullif(seat_count, 0) as seats_used_share_28d,
        active_day_count_lifetime / nullif(days_since_first_event, 0) as active_day_share_lifetime,
        {{ trend('event_count_7d', 7, 'event_count_28d', 28) }} as event_trend_7d_over_28d,
        {{ trend('event_count_28d', 28, 'event_count_84d', 84) }} as event_trend_28d_over_84d,
        {{ trend('login_count_7d', 7, 'login_count_30d', 30) }} as login_trend_7d_over_30d,
        {{ trend('login_count_30d', 30, 'login_count_84d', 84) }} as login_trend_30d_over_84d,
        {{ trend('critical_feature_use_count_30d', 30, 'critical_feature_use_count_84d', 84) }}
            as critical_feature_use_trend_30d_over_84d,
        {{ trend('mean_weekly_active_users_28d', 1, 'mean_weekly_active_users_84d', 1) }}
            as active_user_trend_28d_over_84d,
        {{ trend(
            'event_count_28d', 28, 'event_count_lifetime / nullif(days_since_first_event, 0)', 1
        ) }} as event_trend_28d_over_lifetime

    from with_seats

),

typed as (

    select
        customer_id,
        as_of_date,
        {{ feature_names('usage') | join(',\n        ') }}

    from compared

)

select * from typed
