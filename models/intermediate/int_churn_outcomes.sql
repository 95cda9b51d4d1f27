{#- Both branches stand in the graph: a unit test of the other one needs its inputs built. -#}
-- depends_on: {{ ref('int_activity_days') }}, {{ ref('int_customers_in_service') }}
with

spined as (

    select * from {{ ref('int_customers_spined') }}

),

{%- if var('label_kind') == 'inactivity' %}

dates as (

    select distinct as_of_date from spined

),

-- An activity answers for every date up to the horizon before it, if known when that matured.
retained as (

    select distinct
        activity_days.customer_id,
        dates.as_of_date

    from {{ ref('int_activity_days') }} as activity_days

    inner join dates
        on activity_days.active_on >= dates.as_of_date + {{ var('lead_days') }}
        and activity_days.known_on < dates.as_of_date + {{ var('horizon_days') }}

),

outcomes as (

    select
        spined.customer_id,
        spined.as_of_date,
        spined.as_of_date + {{ var('horizon_days') }} as matures_on_date,
        case when retained.customer_id is null then matures_on_date end as churned_on_date,
        false as is_excluded

    from spined

    left join retained
        on spined.customer_id = retained.customer_id
        and spined.as_of_date = retained.as_of_date

)
{%- else %}

in_service as (

    select * from {{ ref('int_customers_in_service') }}

),

spells as (

    select * from {{ ref('int_service_spells') }}

),

ended as (

    select
        spined.customer_id,
        spined.as_of_date,
        cast(spells.spell_ended_at as date) as service_ended_on

    from spined

    inner join in_service
        on spined.customer_id = in_service.customer_id
        and spined.as_of_date = in_service.as_of_date

    inner join spells
        on in_service.customer_id = spells.customer_id
        and in_service.spell_number = spells.spell_number

),

outcomes as (

    select
        customer_id,
        as_of_date,
        -- The last day of the horizon and the days of grace after it must be over.
        as_of_date + {{ var('horizon_days') + var('grace_days') + 1 }} as matures_on_date,
        case
            when service_ended_on <= as_of_date + {{ var('horizon_days') }} then service_ended_on
        end as churned_on_date,
        coalesce(service_ended_on < as_of_date + {{ var('lead_days') }}, false) as is_excluded

    from ended

)
{%- endif %}

select * from outcomes
