with

units as (

    select *

    from {{ ref('ml_campaign_units') }}

    where is_matured

),

customers as (

    select * from {{ ref('feat_customers') }}

),

-- What was known when the arm was drawn: the newest features up to that morning.
dated as (

    select
        units.policy,
        units.customer_id,
        units.stratum,
        units.arm,
        units.covariate,
        units.is_churned,
        max(customers.as_of_date) as as_of_date

    from units

    inner join customers
        on units.customer_id = customers.customer_id
        and units.assigned_on_date >= customers.as_of_date

    group by all

)

select * from dated
