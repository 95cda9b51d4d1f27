with

spined as (

    select * from {{ ref('int_customers_spined') }}

),

dates_due as (

    select * from {{ ref('int_dates_due') }}

),

due as (

    select
        spined.*,
        dates_due.is_weekly,
        dates_due.is_newest

    from spined

    inner join dates_due
        on spined.as_of_date = dates_due.as_of_date

)

select * from due
