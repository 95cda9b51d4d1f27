{{ config(materialized='view') }}

with

customers_due as (

    select
        customer_id,
        as_of_date

    from {{ ref('int_customers_due') }}

    where is_weekly
        and {{ in_batch('customer_id') }}

),

spans as (

    select
        customer_id,
        min(as_of_date) as first_date_due,
        first_date_due - 77 as first_monday,
        max(as_of_date) as last_monday

    from customers_due

    group by 1

)

select * from spans
