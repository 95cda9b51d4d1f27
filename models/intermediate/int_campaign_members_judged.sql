with

campaign_members as (

    select
        *,
        campaign_id || '/' || customer_id as member_id

    from {{ ref('stg_raw__campaign_members') }}

),

customers as (

    select customer_id from {{ loaded(ref('int_customers_judged')) }}

),

fingerprinted as (

    select
        campaign_members.*,
        customers.customer_id is not null as is_known_customer,
        {{ fingerprint([
            'campaign_members.arm', 'campaign_members.assigned_at',
            'campaign_members.control_share'
        ]) }} as fingerprint

    from campaign_members

    left join customers
        on campaign_members.customer_id = customers.customer_id

),

compared as (

    {{ beside_first_seen('fingerprinted', id='member_id') }}

),

reasoned as (

    select
        *,
        case
            when malformed_column is not null then malformed_column || ' cannot be read'
            when campaign_id is null then 'campaign_id is missing'
            when customer_id is null then 'customer_id is missing'
            when not is_known_customer then 'customer_id is unknown to customers'
            when is_repeated and not is_copy then 'campaign_id and customer_id repeat otherwise'
            when arm is null or arm not in ('treatment', 'control')
                then 'arm is neither treatment nor control'
            when assigned_at is null then 'assigned_at is missing'
            when control_share <= 0 or control_share >= 1
                then 'control_share is not between 0 and 1'
        end as reason

    from compared

),

judged as (

    select
        * exclude (fingerprint, is_known_customer, is_repeated, malformed_column),
        {{ disposition('reason') }} as disposition

    from reasoned

)

select * from judged
