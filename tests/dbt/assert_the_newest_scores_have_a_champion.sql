{{ config(severity="warn", group="data_science") }}

{#-
    Without a champion the lists are empty, and with a training refused the champion grows old. Neither is an
    error: the scores are kept in the shadow until somebody reviews (seeds/model_approvals.csv), or the rows
    suffice again.
-#}
with

newest_date as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

champion_scores as (

    select as_of_date

    from {{ ref('fct_churn_scores') }}

    where model_role = 'champion'

),

newest_decisions as (

    select *

    from {{ ref('fct_promotion_decisions') }}

    qualify rank() over (order by trained_as_of_date desc) = 1

)

select
    newest_date.as_of_date,
    'Nobody is champion: the scores of this date are kept in the shadow.' as problem

from newest_date

where newest_date.as_of_date not in (select champion_scores.as_of_date from champion_scores)

union all

select
    newest_decisions.trained_as_of_date as as_of_date,
    newest_decisions.reason as problem

from newest_decisions

where newest_decisions.outcome = 'refused'
