with

-- A rollback holds for ever; everything else is said of one label and one policy.
approvals as (

    select
        action,
        algorithm,
        model_version,
        approved_by,
        approved_on,
        expires_on,
        reason

    from {{ ref('model_approvals') }}

    where action = 'rollback'
        or (
            label_name = '{{ label_name() }}'
            and policy_version = '{{ var("policy_version") }}'
        )

)

select * from approvals
