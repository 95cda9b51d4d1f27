with

horizon as (

    select * from {{ ref('int_data_horizon') }}

),

bounds as (

    select
        first_date,
        {% if var('as_of_date') == 'auto' -%}
        newest_date as newest_as_of_date
        {%- else -%}
        cast('{{ checked_date(var('as_of_date')) }}' as date) as newest_as_of_date
        {%- endif %}

    from horizon

),

weeks as (

    select
        cast(unnest(generate_series(
            greatest(
                date_trunc('week', first_date) + interval 7 day,
                date_trunc('week', newest_as_of_date) - interval {{ var('history_weeks') }} week
            ),
            date_trunc('week', newest_as_of_date),
            interval 7 day
        )) as date) as as_of_date,
        newest_as_of_date

    from bounds

),

dated as (

    select
        as_of_date,
        true as is_weekly,
        as_of_date = newest_as_of_date as is_newest

    from weeks

    union all

    select
        newest_as_of_date as as_of_date,
        false as is_weekly,
        true as is_newest

    from bounds

    where newest_as_of_date != date_trunc('week', newest_as_of_date)

)

select * from dated
