-- An order is the activity that churn is about; its lines tell how broad it was. A cancellation is no
-- purchase, and a line without a customer cannot be anybody's.
with

lines as (

    select
        *,
        min(InvoiceDate) over (partition by InvoiceNo) as ordered_at,
        row_number() over (
            partition by InvoiceNo order by StockCode, Description, Quantity, UnitPrice, InvoiceDate
        ) as line_number

    from read_parquet(getvariable('source') || '/online_retail.parquet')

    where CustomerID is not null
        and InvoiceNo not like 'C%'
        and Quantity > 0

),

orders as (

    select
        InvoiceNo as event_id,
        cast(CustomerID as varchar) as customer_id,
        cast(CustomerID as varchar) as user_id,
        'order_placed' as event_name,
        ordered_at as occurred_at

    from lines

    where line_number = 1

),

items as (

    select
        InvoiceNo || '-' || cast(line_number as varchar) as event_id,
        cast(CustomerID as varchar) as customer_id,
        cast(CustomerID as varchar) as user_id,
        'item_bought' as event_name,
        ordered_at as occurred_at

    from lines

),

usage_events as (

    select * from orders

    union all

    select * from items

)

select * from usage_events
