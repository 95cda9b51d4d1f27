{#-
    A customer whom the scores forget is a customer whom nobody calls, and one who should not be scored
    must not be.
-#}
with

champion_scores as (

    select
        customer_id,
        as_of_date

    from {{ ref('fct_churn_scores') }}

    where model_role = 'champion'
        and as_of_date in (select dates.as_of_date from {{ ref('int_dates_due') }} as dates)

),

eligible as (

    select
        customer_id,
        as_of_date

    from {{ ref('feat_customers') }}

    where is_eligible
        and as_of_date in (select champion_scores.as_of_date from champion_scores)

)

select
    coalesce(eligible.customer_id, champion_scores.customer_id) as customer_id,
    coalesce(eligible.as_of_date, champion_scores.as_of_date) as as_of_date

from eligible

full outer join champion_scores
    on eligible.customer_id = champion_scores.customer_id
    and eligible.as_of_date = champion_scores.as_of_date

where eligible.customer_id is null
    or champion_scores.customer_id is null
