-- The shop is paid with the order, as far as the file says.
with

lines as (

    select * from read_parquet(getvariable('source') || '/online_retail.parquet')

    where CustomerID is not null
        and InvoiceNo not like 'C%'
        and Quantity > 0

),

invoices as (

    select
        InvoiceNo as invoice_id,
        cast(min(CustomerID) as varchar) as customer_id,
        min(InvoiceDate) as issued_at,
        cast(min(InvoiceDate) as date) as due_on,
        cast(sum(Quantity * cast(UnitPrice as decimal(18, 4))) as decimal(18, 2)) as amount_usd,
        min(InvoiceDate) as paid_at,
        'paid' as status

    from lines

    group by InvoiceNo

)

select * from invoices
