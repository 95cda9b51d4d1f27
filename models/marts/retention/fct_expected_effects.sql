{%- set segments = ['company_size', 'industry', 'plan_name', 'region', 'tenure_band'] -%}

with

customers as (

    select *

    from {{ ref('dim_customers') }}

    where is_in_service

),

effects as (

    select *

    from {{ ref('fct_campaign_effects') }}

    where method = 'adjusted'

),

-- The policy of today where it has been measured, else the largest programme that has been.
measured as (

    select
        policy,
        expected_relative_effect

    from effects

    where segment_name = 'all' and expected_relative_effect is not null

    order by
        policy = 'policy:{{ var("retention_policy") }}' desc,
        treatment_count + control_count desc,
        policy asc

    limit 1

),

-- Each customer in each way to cut, with what was found there.
found as (

    select
        customers.customer_id,
        customers.as_of_date,
        measured.policy,
        measured.expected_relative_effect as programme_effect,
        max(effects.expected_relative_effect) filter (where effects.tells_apart)
            as segment_effect,
        min(effects.segment_name || ' ' || effects.segment_value) filter (
            where effects.verdict = 'harms'
        ) as harmed_segment

    from customers

    cross join measured

    left join effects
        on measured.policy = effects.policy
        and case effects.segment_name
            {% for segment in segments -%}
            when '{{ segment }}' then coalesce(customers.{{ segment }}, 'unknown')
            {% endfor -%}
            when 'all' then 'all'
        end = effects.segment_value

    group by all

),

-- A programme that keeps nobody gives no order of the list, only whom to leave alone.
expected as (

    select
        customer_id,
        as_of_date,
        policy,
        case
            when programme_effect > 0.0 then coalesce(segment_effect, programme_effect)
        end as expected_relative_effect,
        harmed_segment

    from found

)

select * from expected
