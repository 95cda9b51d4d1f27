with

bounds as (

    select
        min(as_of_date) as first_date,
        max(as_of_date) as last_date

    from {{ ref('int_as_of_dates') }}

),

days as (

    select cast(unnest(generate_series(first_date, last_date, interval 1 day)) as date) as date_day

    from bounds

)

select * from days
