with

units as (

    select * from {{ ref('int_campaign_units') }} where is_matured

),

customers as (

    select * from {{ ref('feat_customers') }}

),

-- What was known when the arm was drawn: the newest features up to that morning.
described as (

    select
        units.policy,
        units.customer_id,
        units.stratum,
        units.arm,
        units.covariate,
        units.is_churned,
        customers.* exclude (
            customer_id, as_of_date, industry, region, company_size, plan_name, tenure_band,
            ineligible_reason, is_eligible, is_weekly, notice_given_on
        ),
        row_number() over (
            partition by units.policy, units.customer_id order by customers.as_of_date desc
        ) = 1 as is_newest

    from units

    inner join customers
        on units.customer_id = customers.customer_id
        and units.assigned_on_date >= customers.as_of_date

),

known as (

    select * exclude (is_newest) from described where is_newest

)

select * from known
