{{ config(materialized='view') }}

with

customers as (

    select * from {{ ref('int_customers_due') }}

),

windowed as (

    select * from {{ ref('int_usage_windowed') }}

),

sources_kept as (

    select * from {{ ref('int_sources_kept') }}

),

counted as (

    select
        customers.customer_id,
        customers.as_of_date,
        {% for feature, measure in [
            ('event_count_7d', 'event_count_7d'),
            ('event_count_28d', 'event_count_28d'),
            ('event_count_84d', 'event_count_84d'),
            ('event_count_lifetime', 'event_count_lifetime'),
            ('login_count_7d', 'login_count_7d'),
            ('login_count_30d', 'login_count_28d + windowed.login_count_week_5'),
            ('login_count_84d', 'login_count_84d'),
            ('critical_feature_use_count_7d', 'critical_count_7d'),
            ('critical_feature_use_count_30d', 'critical_count_28d + windowed.critical_count_week_5'),
            ('critical_feature_use_count_84d', 'critical_count_84d'),
            ('collaboration_event_count_28d', 'collaboration_count_28d'),
            ('friction_event_count_28d', 'friction_count_28d'),
            ('intent_event_count_28d', 'intent_count_28d'),
            ('weekend_event_count_28d', 'weekend_count_28d'),
            ('active_day_count_7d', 'active_day_count_7d'),
            ('active_day_count_28d', 'active_day_count_28d'),
            ('active_day_count_84d', 'active_day_count_84d'),
            ('active_user_count_7d', 'user_count_7d'),
            ('user_weeks_28d', 'user_count_28d'),
            ('user_weeks_84d', 'user_count_84d'),
        ] -%}
        {{ count_where_kept('windowed.' ~ measure, 'usage_events') }} as {{ feature }},
        {% endfor -%}
        {% for days in [28, 84] -%}
        {{ count_where_kept('bit_count(windowed.event_names_' ~ days ~ 'd)', 'usage_events') }}
            as event_name_count_{{ days }}d,
        {% endfor -%}
        windowed.active_day_count_lifetime,
        customers.as_of_date - windowed.first_event_on as days_since_first_event,
        customers.as_of_date - windowed.last_event_on as days_since_last_event,
        customers.as_of_date - windowed.last_login_on as days_since_last_login,
        customers.as_of_date - windowed.last_critical_on as days_since_last_critical_feature_use

    from customers

    cross join sources_kept

    left join windowed
        on customers.customer_id = windowed.customer_id
        and customers.as_of_date = windowed.as_of_date

)

select * from counted
