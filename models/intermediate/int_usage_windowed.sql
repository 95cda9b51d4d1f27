with

bins as (

    select * from {{ ref('int_usage_weekly') }}

    union all

    select * exclude (rest_begins_on) from {{ ref('int_usage_newest') }}

),

dates_due as (

    select as_of_date from {{ ref('int_dates_due') }}

),

twelve_weeks as (

    select cast(unnest(range(12)) as integer) as weeks_ago

),

weeks_of_dates as (

    select
        dates_due.as_of_date,
        twelve_weeks.weeks_ago,
        dates_due.as_of_date - 7 * twelve_weeks.weeks_ago as bin_ends_on

    from dates_due

    cross join twelve_weeks

),

bins_of_dates as (

    select
        bins.*,
        weeks_of_dates.as_of_date,
        weeks_of_dates.weeks_ago

    from bins

    inner join weeks_of_dates
        on bins.bin_ends_on = weeks_of_dates.bin_ends_on
        and bins.visible_on <= weeks_of_dates.as_of_date

),

windowed as (

    select
        customer_id,
        as_of_date,
        {% for days, weeks in [(7, 1), (28, 4), (84, 12)] -%}
        {% for measure in [
            'event', 'login', 'critical', 'collaboration', 'friction', 'intent', 'weekend',
        ] -%}
        sum({{ measure }}_count) filter (where weeks_ago < {{ weeks }})
            as {{ measure }}_count_{{ days }}d,
        {% endfor -%}
        bit_or(event_names) filter (where weeks_ago < {{ weeks }}) as event_names_{{ days }}d,
        -- A late row's users may be counted in their week already.
        sum(user_count) filter (where weeks_ago < {{ weeks }} and visible_on = bin_ends_on)
            as user_weeks_{{ days }}d,
        {% endfor -%}
        {% for measure in ['login', 'critical'] -%}
        sum(
            case
                when weeks_ago < 4 then {{ measure }}_count
                when weeks_ago = 4 then {{ measure }}_count_last_2d
            end
        ) as {{ measure }}_count_30d,
        {% endfor -%}
        bit_or(cast(active_days as hugeint) << 7 * weeks_ago) as active_days

    from bins_of_dates

    group by 1, 2

)

select * from windowed
