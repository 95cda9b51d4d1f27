with

bins as (

    select * from {{ ref('int_usage_weekly') }}

    union all

    select * exclude (rest_begins_on) from {{ ref('int_usage_newest') }}

),

weeks_of_dates as (

    select
        as_of_date,
        weeks_ago,
        as_of_date - cast(7 * weeks_ago as integer) as bin_ends_on

    from {{ ref('int_dates_due') }}

    cross join (select unnest(range(12)) as weeks_ago) as offsets

),

windowed as (

    select
        bins.customer_id,
        weeks_of_dates.as_of_date,
        {% for days, weeks in [(7, 1), (28, 4), (84, 12)] -%}
        {% for measure in ['event', 'login', 'critical', 'collaboration', 'friction', 'weekend'] -%}
        sum(bins.{{ measure }}_count) filter (where weeks_ago < {{ weeks }}) as {{ measure }}_count_{{ days }}d,
        {% endfor -%}
        bit_or(bins.event_names) filter (where weeks_ago < {{ weeks }}) as event_names_{{ days }}d,
        -- A late row's users may be counted in their week already.
        sum(bins.user_count) filter (where weeks_ago < {{ weeks }} and bins.visible_on = bins.bin_ends_on)
            as user_weeks_{{ days }}d,
        {% endfor -%}
        {% for measure in ['login', 'critical'] -%}
        sum(
            case
                when weeks_ago < 4 then bins.{{ measure }}_count
                when weeks_ago = 4 then bins.{{ measure }}_count_last_2d
            end
        ) as {{ measure }}_count_30d,
        {% endfor -%}
        bit_or(cast(bins.active_days as hugeint) << cast(7 * weeks_ago as integer)) as active_days

    from bins

    inner join weeks_of_dates
        on bins.bin_ends_on = weeks_of_dates.bin_ends_on
        and bins.visible_on <= weeks_of_dates.as_of_date

    group by 1, 2

)

select * from windowed
