{#-
    An explanation that does not add up explains another score: the base and all reasons must give the
    log-odds, and in percentage points the probability.
-#}
with

reasons as (

    select
        customer_id,
        as_of_date,
        model_version,
        sum(contribution) as contribution,
        sum(contribution_pp) as contribution_pp

    from {{ ref('fct_churn_score_reasons') }}

    where as_of_date in (select dates.as_of_date from {{ ref('int_dates_due') }} as dates)

    group by 1, 2, 3

)

select
    scores.customer_id,
    scores.as_of_date,
    scores.model_version,
    scores.base_raw_score + reasons.contribution - scores.raw_score as log_odds_off,
    scores.base_pp + reasons.contribution_pp - 100 * scores.churn_probability as points_off

from {{ ref('fct_churn_scores') }} as scores

inner join reasons
    on scores.customer_id = reasons.customer_id
    and scores.as_of_date = reasons.as_of_date
    and scores.model_version = reasons.model_version

where not (abs(log_odds_off) < 1e-6 and abs(points_off) < 1e-6)
