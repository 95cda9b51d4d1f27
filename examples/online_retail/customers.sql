-- A customer is known from the first purchase on; the file has an id and a country, and no name.
with

lines as (

    select * from read_parquet(getvariable('source') || '/online_retail.parquet')

),

customers as (

    select
        cast(CustomerID as varchar) as customer_id,
        'Customer ' || cast(CustomerID as varchar) as customer_name,
        arg_min(Country, (InvoiceDate, InvoiceNo)) as region,
        min(InvoiceDate) as signed_up_at

    from lines

    where CustomerID is not null
        and InvoiceNo not like 'C%'
        and Quantity > 0

    group by CustomerID

)

select * from customers
