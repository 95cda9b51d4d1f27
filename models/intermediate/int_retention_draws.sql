with

customers as (

    select customer_id from {{ loaded(ref('int_customers_judged')) }}

),

earlier_assignments as (

    select *

    from {{ ref('stg_feedback__assignments') }}

    where retention_policy = {{ var('retention_policy') }}

),

retention_arms as (

    select * from {{ ref('retention_arms') }}

),

-- The global control group hangs on the salt alone, so that it outlives every policy.
drawn as (

    select
        customer_id,
        {{ var('retention_policy') }} as retention_policy,
        md5('{{ var("assignment_salt") }}') as salt_hash,
        {{ hash_share(
            "'" ~ var('assignment_salt') ~ '|' ~ var('retention_policy') ~ "|' || customer_id"
        ) }} as assignment_share,
        {{ hash_share("'" ~ var('assignment_salt') ~ "|' || customer_id") }}
        < {{ var('global_control_share') }} as is_global_control

    from customers

),

-- What an earlier run recorded must be what this draw gives: its test stops everything behind it.
compared as (

    select
        drawn.*,
        earlier_assignments.arm as recorded_arm,
        earlier_assignments.arm = {{ drawn_arm('drawn', 'retention_arms.control_share') }}
        and earlier_assignments.salt_hash = drawn.salt_hash
        and earlier_assignments.is_global_control = drawn.is_global_control
        and earlier_assignments.control_share
        = {{ planned_control_share('retention_arms.control_share') }} as is_as_drawn

    from drawn

    left join earlier_assignments
        on drawn.customer_id = earlier_assignments.customer_id

    left join retention_arms
        on earlier_assignments.stratum = retention_arms.risk_tier

)

select * from compared
