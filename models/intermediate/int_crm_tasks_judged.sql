with

crm_tasks as (

    select * from {{ ref('stg_raw__crm_tasks') }}

),

customers as (

    select customer_id from {{ loaded(ref('int_customers_judged')) }}

),

fingerprinted as (

    select
        crm_tasks.*,
        customers.customer_id is not null as is_known_customer,
        {{ fingerprint([
            'crm_tasks.customer_id', 'crm_tasks.created_at'
        ]) }} as fingerprint

    from crm_tasks

    left join customers
        on crm_tasks.customer_id = customers.customer_id

),

compared as (

    {{ beside_first_seen('fingerprinted', id='task_id', then_by=[
        'completed_at', 'task_status', 'task_disposition', 'was_reason_helpful', 'team',
        'due_on_date', 'payload_hash'
    ]) }}

),

reasoned as (

    select
        *,
        case
            when malformed_column is not null then malformed_column || ' cannot be read'
            when task_id is null then 'task_id is missing'
            when customer_id is null then 'customer_id is missing'
            when not is_known_customer then 'customer_id is unknown to customers'
            when is_repeated and not is_copy then 'task_id repeats with other values'
            when created_at is null then 'created_at is missing'
            when completed_at < created_at then 'completed_at is before created_at'
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
