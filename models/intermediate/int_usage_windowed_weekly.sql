{{ config(materialized='view') }}

with

weeks as (

    select * from {{ ref('int_usage_weeks') }}

),

late as (

    select * from {{ ref('int_usage_windowed_late') }}

),

on_time as (

    select
        customer_id,
        bin_ends_on as as_of_date,
        {% for days, measures in window_measures().items() -%}
        {% for measure in measures -%}
        {% if days == 7 -%}
        {{ measure }}_count as {{ measure }}_count_7d,
        {% else -%}
        sum({{ measure }}_count) over weeks_{{ days // 7 }} as {{ measure }}_count_{{ days }}d,
        {% endif -%}
        {% endfor -%}
        {% endfor -%}
        {% for measure in ['login', 'critical'] -%}
        lag({{ measure }}_count_last_2d, 4) over so_far as {{ measure }}_count_week_5,
        {% endfor -%}
        bit_or(event_names) over weeks_4 as event_names_28d,
        bit_or(event_names) over weeks_12 as event_names_84d,
        {% for measure in ['event_count', 'active_day_count'] -%}
        sum(new_{{ measure }}) over so_far as {{ measure }}_lifetime,
        {% endfor -%}
        min(first_event_on) over so_far as first_event_on,
        max(last_event_on) over so_far as last_event_on,
        max(last_login_on) over so_far as last_login_on,
        max(last_critical_on) over so_far as last_critical_on

    from weeks

    window
        so_far as (partition by customer_id order by bin_ends_on rows unbounded preceding),
        weeks_4 as (partition by customer_id order by bin_ends_on rows 3 preceding),
        weeks_12 as (partition by customer_id order by bin_ends_on rows 11 preceding)

    -- The weeks before the first date due are only there for windows to look back on.
    qualify is_due

),

combined as (

    select
        on_time.customer_id,
        on_time.as_of_date,
        {% for days, measures in window_measures().items() -%}
        {% for measure in measures -%}
        cast(
            coalesce(on_time.{{ measure }}_count_{{ days }}d, 0)
            + coalesce(late.{{ measure }}_count_{{ days }}d, 0) as bigint
        ) as {{ measure }}_count_{{ days }}d,
        {% endfor -%}
        {% endfor -%}
        {% for measure in ['login', 'critical'] -%}
        cast(
            coalesce(on_time.{{ measure }}_count_week_5, 0)
            + coalesce(late.{{ measure }}_count_week_5, 0) as bigint
        ) as {{ measure }}_count_week_5,
        {% endfor -%}
        {% for days in [28, 84] -%}
        coalesce(on_time.event_names_{{ days }}d, 0)
        | coalesce(late.event_names_{{ days }}d, 0) as event_names_{{ days }}d,
        {% endfor -%}
        cast(on_time.event_count_lifetime as bigint) as event_count_lifetime,
        cast(on_time.active_day_count_lifetime as bigint) as active_day_count_lifetime,
        on_time.first_event_on,
        on_time.last_event_on,
        on_time.last_login_on,
        on_time.last_critical_on

    from on_time

    left join late
        on on_time.customer_id = late.customer_id
        and on_time.as_of_date = late.as_of_date

)

select * from combined
