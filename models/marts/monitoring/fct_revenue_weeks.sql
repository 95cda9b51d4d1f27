with

customers as (

    select * from {{ ref('feat_customers') }}
    where is_weekly

),

invoices as (

    select
        customer_id,
        amount_usd,
        {{ week_ends_on('greatest(issued_at, recorded_at)') }} as as_of_date

    from {{ loaded(ref('int_invoices_judged')) }}

),

-- The price of a seat against the week before, for customers who kept their plan.
price_changes as (

    select
        customers.as_of_date,
        customers.mrr_per_seat_usd / past_customers.mrr_per_seat_usd as price_ratio

    from customers

    inner join customers as past_customers
        on customers.customer_id = past_customers.customer_id
        and customers.as_of_date = past_customers.as_of_date + 7
        and customers.plan_name = past_customers.plan_name
        and customers.has_annual_billing = past_customers.has_annual_billing

    where past_customers.mrr_per_seat_usd > 0

),

-- An invoice fits if it is one month or one year of the contract.
contract_shares as (

    select
        invoices.as_of_date,
        invoices.amount_usd / customers.mrr_usd as month_count

    from invoices

    inner join customers
        on invoices.customer_id = customers.customer_id
        and invoices.as_of_date = customers.as_of_date

    where customers.mrr_usd > 0

),

measured as (
    -- A price that doubles or falls overnight for many at once is another currency.
    {% for rule, condition in [
        ('price_rise', 'price_ratio > 1.01 and price_ratio <= 2'),
        ('currency_mixup', 'price_ratio > 2 or price_ratio < 0.97'),
    ] %}
    select
        '{{ rule }}' as rule_name,
        'subscriptions' as subject,
        as_of_date,
        avg(case when {{ condition }} then 1 else 0 end) as measure,
        count(*) as sample_count

    from price_changes

    group by 3

    union all
    {% endfor %}
    select
        'currency_mixup' as rule_name,
        'invoices' as subject,
        as_of_date,
        avg(
            case
                when abs(month_count - 1) < 0.05 or abs(month_count / 12 - 1) < 0.05 then 0
                else 1
            end
        ) as measure,
        count(*) as sample_count

    from contract_shares

    group by 3

)

select * from measured
