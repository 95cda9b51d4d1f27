with

accounts as (

    select * from read_csv(getvariable('source') || '/accounts.csv', all_varchar = true)

),

customers as (

    select
        account_id as customer_id,
        account_name as customer_name,
        industry,
        country as region,
        signup_date as signed_up_at

    from accounts

)

select * from customers
