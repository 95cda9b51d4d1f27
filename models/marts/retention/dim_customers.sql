with

customers as (

    select * from {{ loaded(ref('int_customers_judged')) }}

),

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

known_customers as (

    select
        customers.*,
        newest.as_of_date

    from customers

    inner join newest
        on {{ known_by('customers.signed_up_at', 'customers.recorded_at', 'newest.as_of_date') }}

),

featured as (

    select * from {{ ref('feat_customers') }}

),

spells as (

    select * from {{ ref('int_service_spells') }}

),

last_spells as (

    select
        spells.customer_id,
        count(*) as spell_count,
        max(spells.spell_started_at) as spell_started_at,
        arg_max(
            coalesce(spells.spell_ended_at, timestamp '9999-12-31'), spells.spell_number
        ) as spell_ended_at

    from spells

    inner join newest
        on spells.spell_known_at < newest.as_of_date

    group by 1

),

described as (

    select
        known_customers.customer_id,
        known_customers.as_of_date,
        known_customers.customer_name,
        known_customers.account_owner_email,
        known_customers.industry,
        known_customers.region,
        {{ company_size('known_customers.employee_count') }} as company_size,
        featured.plan_name,
        featured.tenure_band,
        featured.ineligible_reason,
        known_customers.employee_count,
        coalesce(last_spells.spell_count, 0) as spell_count,
        featured.seat_count,
        featured.days_until_renewal,
        featured.mrr_usd,
        featured.customer_id is not null as is_in_service,
        cast(known_customers.signed_up_at as date) as signed_up_on,
        cast(last_spells.spell_started_at as date) as service_started_on,
        cast(
            {{ as_known('last_spells.spell_ended_at', 'known_customers.as_of_date') }} as date
        ) as service_ended_on,
        featured.notice_given_on

    from known_customers

    left join featured
        on known_customers.customer_id = featured.customer_id
        and known_customers.as_of_date = featured.as_of_date

    left join last_spells
        on known_customers.customer_id = last_spells.customer_id

)

select * from described
