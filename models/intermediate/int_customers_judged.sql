with

customers as (

    select * from {{ ref('stg_raw__customers') }}

),

fingerprinted as (

    select
        *,
        {{ fingerprint([
            'customer_name', 'industry', 'region', 'account_owner_email', 'employee_count', 'signed_up_at'
        ]) }} as fingerprint

    from customers

),

compared as (

    select
        *,
        row_number() over seen > 1 as is_repeated,
        row_number() over seen > 1 and fingerprint = first_value(fingerprint) over seen as is_copy

    from fingerprinted

    window seen as (
        partition by customer_id
        order by recorded_at, fingerprint, malformed_column nulls first
    )

),

reasoned as (

    select
        *,
        case
            when malformed_column is not null then malformed_column || ' cannot be read'
            when customer_id is null then 'customer_id is missing'
            when is_repeated and not is_copy then 'customer_id repeats with other values'
            when signed_up_at is null then 'signed_up_at is missing'
        end as reason

    from compared

),

judged as (

    select
        * exclude (fingerprint, is_repeated, malformed_column),
        {{ disposition('reason') }} as disposition

    from reasoned

)

select * from judged
