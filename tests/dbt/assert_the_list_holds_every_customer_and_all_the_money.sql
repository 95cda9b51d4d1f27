{#-
    A join that loses or doubles a customer changes the revenue at risk.
-#}
with

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

featured as (

    select
        count(*) as customer_count,
        sum(customers.mrr_usd) as mrr_usd

    from {{ ref('feat_customers') }} as customers

    inner join newest
        on customers.as_of_date = newest.as_of_date

),

listed as (

    select
        count(*) as customer_count,
        sum(mrr_usd) as mrr_usd

    from {{ ref('rpt_customers_at_risk') }}

)

select
    featured.customer_count,
    listed.customer_count as listed_count,
    featured.mrr_usd,
    listed.mrr_usd as listed_mrr_usd

from featured

cross join listed

where featured.customer_count != listed.customer_count
    or featured.mrr_usd is distinct from listed.mrr_usd
