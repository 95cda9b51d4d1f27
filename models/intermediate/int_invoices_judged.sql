with

invoices as (

    select * from {{ ref('stg_raw__invoices') }}

),

customers as (

    select customer_id from {{ loaded(ref('int_customers_judged')) }}

),

fingerprinted as (

    select
        invoices.*,
        customers.customer_id is not null as is_known_customer,
        {{ fingerprint([
            'invoices.customer_id', 'invoices.amount_usd', 'invoices.issued_at',
            'invoices.due_on'
        ]) }} as fingerprint

    from invoices

    left join customers
        on invoices.customer_id = customers.customer_id

),

compared as (

    {{ beside_first_seen('fingerprinted', id='invoice_id', then_by=['paid_at', 'invoice_status']) }}

),

reasoned as (

    select
        *,
        case
            when malformed_column is not null then malformed_column || ' cannot be read'
            when invoice_id is null then 'invoice_id is missing'
            when customer_id is null then 'customer_id is missing'
            when not is_known_customer then 'customer_id is unknown to customers'
            when is_repeated and not is_copy then 'invoice_id repeats with other values'
            when issued_at is null then 'issued_at is missing'
            when amount_usd < 0 and coalesce(invoice_status, '') != 'refunded'
                then 'amount_usd is negative and not refunded'
            when paid_at < issued_at then 'paid_at is before issued_at'
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
