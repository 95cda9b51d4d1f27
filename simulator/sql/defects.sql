-- Real customers, subscriptions, invoices, tickets and events to spoil, drawn by the seed.
create macro draw(i) as (i * 7919 + getvariable('defect_draw')) % 1000003;

-- Defects are recorded in the last three days.
create macro recently(i) as
    at_day(getvariable('last_day') - 1 - i % 3, 3600 + i * 977 % 80000);

create temporary table drawn_customers as
select *, row_number() over (order by draw(cast(substr(customer_id, 2) as bigint)), customer_id) as i
from (
    select customer_id, customer_name, signed_up_at
    from customers
    where signed_up_at < at_day(getvariable('last_day') - 14, 0)
    order by customer_id
    limit 1000
)
qualify i <= 40;

create temporary table drawn_events as
select *, row_number() over (order by draw(cast(substr(event_id, 2) as bigint)), event_id) as i
from (
    -- The part is ordered by time; its first rows suffice, without a scan of the rest.
    select * from (select * from good_events limit 20000)
    qualify row_number() over (partition by event_id order by recorded_at) = 1
)
qualify i <= 40;

create temporary table spoiled_events as
with

placed as (

    select
        event_id as real_event_id,
        'ED' || lpad(cast(i as varchar), 4, '0') as event_id,
        customer_id,
        user_id,
        event_name,
        occurred_at,
        recently(i) as recorded_at,
        (i - 1) // getvariable('copies') as kind,
        i
    from drawn_events

),

spoiled as (

    select
        case kind when 0 then null when 5 then real_event_id else event_id end as event_id,
        case kind when 1 then null when 2 then 'C9999' || lpad(cast(i as varchar), 3, '0')
            else customer_id end as customer_id,
        user_id,
        case kind
            when 5 then case event_name when 'login' then 'report_viewed' else 'login' end
            else event_name
        end as event_name,
        case kind
            when 3 then timestamp '2099-01-01 00:00:00' + to_hours(i)
            when 4 then timestamp '1970-01-01 00:00:00' + to_hours(i)
            when 6 then (
                select min(customers.signed_up_at)
                from customers
                where customers.customer_id = placed.customer_id
            ) - to_days(cast(i as integer))
            else occurred_at
        end as occurred_at,
        recorded_at,
        [
            'event_id is null',
            'customer_id is null',
            'customer is unknown',
            'occurred in the future',
            'occurred before sign-up',
            'event_id repeated with other values',
            'occurred before sign-up'
        ][kind + 1] as defect
    from placed
    where kind <= 6

)

select * from spoiled;

create temporary table bad_events as
select event_id, customer_id, user_id, event_name, occurred_at, recorded_at
from spoiled_events
order by occurred_at, event_id;

insert into truth_defects
select 'usage_events', event_id, defect from spoiled_events order by defect, event_id;

-- Customers: an id that comes again under another name, and a blank id.
create temporary table spoiled_customers as
select
    case when i <= getvariable('copies') then drawn_customers.customer_id else '' end
        as customer_id,
    drawn_customers.customer_name || ' (new)' as customer_name,
    drawn_customers.signed_up_at,
    recently(i) as recorded_at,
    case when i <= getvariable('copies') then 'customer_id repeated with other values'
        else 'customer_id is blank' end as defect
from drawn_customers
where i <= getvariable('copies') * 2
order by i;

insert into customers by name
select * exclude (defect) from spoiled_customers;

insert into truth_defects
select 'customers', customer_id, defect from spoiled_customers;

-- Subscriptions.
create temporary table spoiled_subscriptions as
select
    'SD' || lpad(cast(i as varchar), 4, '0') as subscription_id,
    case (i - 1) // getvariable('copies')
        when 1 then 'C9999' || lpad(cast(i as varchar), 3, '0') else customer_id
    end as customer_id,
    'starter' as plan_name,
    case (i - 1) // getvariable('copies') when 3 then 'fortnightly' else 'monthly' end
        as billing_period,
    case (i - 1) // getvariable('copies') when 0 then -49.00 else 49.00 end as mrr_usd,
    5 as seat_count,
    recently(i) - interval 20 day as started_at,
    cast(recently(i) as date) + 10 as renews_on,
    cast(null as timestamp) as cancelled_at,
    case (i - 1) // getvariable('copies') when 2 then recently(i) - interval 40 day end as ended_at,
    recently(i) as recorded_at,
    [
        'mrr_usd is negative', 'customer is unknown', 'ended before it started',
        'billing_period is unknown'
    ][(i - 1) // getvariable('copies') + 1] as defect
from drawn_customers
where i <= getvariable('copies') * 4
order by i;

insert into subscriptions by name
select * exclude (defect) from spoiled_subscriptions;

insert into truth_defects
select 'subscriptions', subscription_id, defect from spoiled_subscriptions;

-- Invoices.
create temporary table drawn_invoices as
select invoice_id, row_number() over (order by invoice_id) as i, customer_id, issued_at, due_on,
    amount_usd, paid_at, status
from (
    select *
    from invoices
    where status = 'paid' and issued_at < at_day(getvariable('last_day') - 14, 0)
    order by draw(cast(substr(invoice_id, 2, 6) as bigint)), invoice_id
    limit 12
);

create temporary table spoiled_invoices as
select
    case (i - 1) // getvariable('copies') when 0 then invoice_id
        else 'ID' || lpad(cast(i as varchar), 4, '0') end as invoice_id,
    case (i - 1) // getvariable('copies') when 2 then 'C9999' || lpad(cast(i as varchar), 3, '0')
        else customer_id end as customer_id,
    issued_at,
    due_on,
    case (i - 1) // getvariable('copies') when 0 then amount_usd + 10 when 1 then -amount_usd
        else amount_usd end as amount_usd,
    paid_at,
    status,
    recently(i) as recorded_at,
    [
        'invoice_id repeated with other values', 'amount_usd is negative without a refund',
        'customer is unknown'
    ][(i - 1) // getvariable('copies') + 1] as defect
from drawn_invoices
where i <= getvariable('copies') * 3
order by i;

insert into invoices by name
select * exclude (defect) from spoiled_invoices;

insert into truth_defects
select 'invoices', invoice_id, defect from spoiled_invoices;

-- Support tickets.
create temporary table spoiled_tickets as
select
    'TD' || lpad(cast(i as varchar), 4, '0') as ticket_id,
    customer_id,
    recently(i) - interval 2 day as opened_at,
    case when i <= getvariable('copies') then 'normal' else 'whenever' end as priority,
    'how_to' as category,
    recently(i) - interval 47 hour as first_responded_at,
    case when i <= getvariable('copies') then recently(i) - interval 5 day
        else recently(i) - interval 1 hour end as resolved_at,
    recently(i) as recorded_at,
    case when i <= getvariable('copies') then 'resolved before it was opened'
        else 'priority is unknown' end as defect
from drawn_customers
where i <= getvariable('copies') * 2
order by i;

insert into support_tickets by name
select * exclude (defect) from spoiled_tickets;

insert into truth_defects
select 'support_tickets', ticket_id, defect from spoiled_tickets;
