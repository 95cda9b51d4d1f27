{{ config(materialized='view') }}

with

on_time as (

    select *

    from {{ ref('int_usage_bins') }}

    where visible_on = bin_ends_on

),

lives_beside as (

    select * from {{ ref('int_usage_lives_beside') }}

),

weeks as (

    select
        customer_id,
        first_date_due,
        cast(
            unnest(generate_series(first_monday, last_monday, interval 7 day)) as date
        ) as bin_ends_on

    from {{ ref('int_usage_spans') }}

),

filled as (

    select
        weeks.customer_id,
        weeks.bin_ends_on,
        weeks.bin_ends_on >= weeks.first_date_due as is_due,
        {% for measure in window_measures()[28] -%}
        on_time.{{ measure }}_count,
        {% endfor -%}
        on_time.login_count_last_2d,
        on_time.critical_count_last_2d,
        on_time.event_names,
        {% for measure in ['event_count', 'active_day_count'] -%}
        coalesce(on_time.{{ measure }}, 0) + coalesce(lives_beside.{{ measure }}_lifetime, 0)
            as new_{{ measure }},
        {% endfor -%}
        {% for measure in ['event', 'login', 'critical'] -%}
        greatest(on_time.last_{{ measure }}_on, lives_beside.last_{{ measure }}_on)
            as last_{{ measure }}_on,
        {% endfor -%}
        least(on_time.first_event_on, lives_beside.first_event_on) as first_event_on

    from weeks

    left join on_time
        on weeks.customer_id = on_time.customer_id
        and weeks.bin_ends_on = on_time.bin_ends_on

    left join lives_beside
        on weeks.customer_id = lives_beside.customer_id
        and weeks.bin_ends_on = lives_beside.counts_on

)

select * from filled
