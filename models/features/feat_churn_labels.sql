with

outcomes as (

    select * from {{ ref('int_churn_outcomes') }}

),

newest as (

    select max(as_of_date) as newest_as_of_date from {{ ref('int_as_of_dates') }}

),

-- A label that has not matured is unknown, never "not churned so far".
matured as (

    select
        outcomes.customer_id,
        outcomes.as_of_date,
        outcomes.matures_on_date <= newest.newest_as_of_date as is_matured,
        case
            when outcomes.matures_on_date <= newest.newest_as_of_date and not outcomes.is_excluded
                then outcomes.churned_on_date is not null
        end as is_churned,
        case
            when outcomes.matures_on_date <= newest.newest_as_of_date then outcomes.churned_on_date
        end as churned_on_date,
        outcomes.matures_on_date

    from outcomes

    cross join newest

)

select * from matured
