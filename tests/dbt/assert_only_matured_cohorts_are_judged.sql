{#-
    A cohort that is judged before all of its outcomes are known looks as if nobody left.
-#}
with

scores as (

    select
        as_of_date,
        model_version,
        max(matures_on_date) as matures_on_date

    from {{ ref('fct_churn_scores') }}

    group by 1, 2

),

-- A build as of an earlier date does not take back what was known.
known_dates as (

    select as_of_date from {{ ref('int_as_of_dates') }}

    union all

    select as_of_date from scores

),

newest as (

    select max(as_of_date) as as_of_date from known_dates

)

select distinct
    metrics.cohort_date,
    metrics.model_version,
    scores.matures_on_date

from {{ ref('fct_model_metrics') }} as metrics

cross join newest

left join scores
    on metrics.cohort_date = scores.as_of_date
    and metrics.model_version = scores.model_version

where metrics.data_split = 'walk_forward'
    and coalesce(scores.matures_on_date > newest.as_of_date, true)
