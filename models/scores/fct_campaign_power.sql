with

plans as (

    select * from {{ ref('ml_campaign_power') }}

),

typed as (

    select
        * exclude (customers_for_10_percent, customers_for_20_percent),
        cast(ceil(customers_for_10_percent) as bigint) as customers_for_10_percent,
        cast(ceil(customers_for_20_percent) as bigint) as customers_for_20_percent

    from plans

)

select * from typed
