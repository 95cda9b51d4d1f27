with

support_tickets as (

    select * from {{ ref('stg_raw__support_tickets') }}

),

customers as (

    select customer_id from {{ loaded(ref('int_customers_judged')) }}

),

fingerprinted as (

    select
        support_tickets.*,
        customers.customer_id is not null as is_known_customer,
        {{ fingerprint([
            'support_tickets.customer_id', 'support_tickets.priority',
            'support_tickets.category', 'support_tickets.opened_at'
        ]) }} as fingerprint

    from support_tickets

    left join customers
        on support_tickets.customer_id = customers.customer_id

),

compared as (

    {{ beside_first_seen('fingerprinted', id='ticket_id', then_by=[
        'first_responded_at', 'resolved_at', 'satisfaction_score'
    ]) }}

),

reasoned as (

    select
        *,
        case
            when malformed_column is not null then malformed_column || ' cannot be read'
            when ticket_id is null then 'ticket_id is missing'
            when customer_id is null then 'customer_id is missing'
            when not is_known_customer then 'customer_id is unknown to customers'
            when is_repeated and not is_copy then 'ticket_id repeats with other values'
            when opened_at is null then 'opened_at is missing'
            when resolved_at < opened_at then 'resolved_at is before opened_at'
            when priority not in ({{ quoted(var('known_priorities')) }}) then 'priority is unknown'
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
