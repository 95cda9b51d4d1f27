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

    {{ beside_first_seen('fingerprinted', id='customer_id') }}

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
