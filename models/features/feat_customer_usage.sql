{{ config(materialized='incremental', incremental_strategy='delete+insert', unique_key='as_of_date', on_schema_change='fail') }}

with

customers as (

    select * from {{ ref('int_customers_due') }}

),

in_service as (

    select * from {{ ref('int_customers_in_service') }}

),

windowed as (

    select * from {{ ref('int_usage_windowed') }}

),

lifetimes as (

    select * from {{ ref('int_usage_lifetimes') }}

),

sources_kept as (

    select * from {{ ref('int_sources_kept') }}

),

featured as (

    select
        customers.customer_id,
        customers.as_of_date,
        {%- for feature, measure in [
            ('event_count_7d', 'event_count_7d'),
            ('event_count_28d', 'event_count_28d'),
            ('event_count_84d', 'event_count_84d'),
            ('login_count_7d', 'login_count_7d'),
            ('login_count_30d', 'login_count_30d'),
            ('login_count_84d', 'login_count_84d'),
            ('critical_feature_use_count_7d', 'critical_count_7d'),
            ('critical_feature_use_count_30d', 'critical_count_30d'),
            ('critical_feature_use_count_84d', 'critical_count_84d'),
            ('collaboration_event_count_28d', 'collaboration_count_28d'),
            ('friction_event_count_28d', 'friction_count_28d'),
        ] %}
        cast({{ zero_where_kept('windowed.' ~ measure, 'usage_events') }} as bigint) as {{ feature }},
        {%- endfor %}
        windowed.friction_count_28d / nullif(windowed.event_count_28d, 0) as friction_event_share_28d,
        windowed.weekend_count_28d / nullif(windowed.event_count_28d, 0) as weekend_event_share_28d,
        {%- for days in [7, 28, 84] %}
        cast({{ zero_where_kept(
            'bit_count(windowed.active_days & ((cast(1 as hugeint) << ' ~ days ~ ') - 1))', 'usage_events'
        ) }} as bigint) as active_day_count_{{ days }}d,
        {%- endfor %}
        {%- for days in [28, 84] %}
        cast({{ zero_where_kept('bit_count(windowed.event_names_' ~ days ~ 'd)', 'usage_events') }} as bigint)
            as event_name_count_{{ days }}d,
        {%- endfor %}
        cast({{ zero_where_kept('windowed.user_weeks_7d', 'usage_events') }} as bigint) as active_user_count_7d,
        {{ zero_where_kept('windowed.user_weeks_28d / 4.0', 'usage_events') }} as mean_weekly_active_users_28d,
        {{ zero_where_kept('windowed.user_weeks_84d / 12.0', 'usage_events') }}
            as mean_weekly_active_users_84d,
        mean_weekly_active_users_28d / nullif(in_service.seat_count, 0) as seats_used_share_28d,
        customers.as_of_date - cast(lifetimes.last_event_at as date) as days_since_last_event,
        customers.as_of_date - cast(lifetimes.last_login_at as date) as days_since_last_login,
        customers.as_of_date - cast(lifetimes.last_critical_at as date)
            as days_since_last_critical_feature_use,
        {{ trend('event_count_7d', 7, 'event_count_28d', 28) }} as event_trend_7d_over_28d,
        {{ trend('event_count_28d', 28, 'event_count_84d', 84) }} as event_trend_28d_over_84d,
        {{ trend('login_count_7d', 7, 'login_count_30d', 30) }} as login_trend_7d_over_30d,
        {{ trend('login_count_30d', 30, 'login_count_84d', 84) }} as login_trend_30d_over_84d,
        {{ trend('critical_feature_use_count_30d', 30, 'critical_feature_use_count_84d', 84) }}
            as critical_feature_use_trend_30d_over_84d,
        {{ trend('mean_weekly_active_users_28d', 1, 'mean_weekly_active_users_84d', 1) }}
            as active_user_trend_28d_over_84d,
        cast({{ zero_where_kept('lifetimes.event_count', 'usage_events') }} as bigint) as event_count_lifetime,
        customers.as_of_date - cast(lifetimes.first_event_at as date) as days_since_first_event,
        lifetimes.active_day_count / nullif(days_since_first_event, 0) as active_day_share_lifetime,
        {{ trend('event_count_28d', 28, 'event_count_lifetime / nullif(days_since_first_event, 0)', 1) }}
            as event_trend_28d_over_lifetime

    from customers

    cross join sources_kept

    left join in_service
        on customers.customer_id = in_service.customer_id
        and customers.as_of_date = in_service.as_of_date

    left join windowed
        on customers.customer_id = windowed.customer_id
        and customers.as_of_date = windowed.as_of_date

    left join lifetimes
        on customers.customer_id = lifetimes.customer_id
        and customers.as_of_date = lifetimes.as_of_date

),

typed as (

    select
        customer_id,
        as_of_date,
        {{ feature_names('usage') | join(',\n        ') }}

    from featured

)

select * from typed
