{#-
    A cohort whose estimate is missing would be compared with nothing when its outcomes are known.
-#}
with

scored as (

    select distinct
        scores.as_of_date,
        scores.model_version

    from {{ ref('fct_churn_scores') }} as scores

    inner join {{ ref('int_as_of_dates') }} as weeks
        on scores.as_of_date = weeks.as_of_date
        and weeks.is_weekly

)

select scored.*

from scored

left join {{ ref('fct_estimated_performance') }} as estimates
    on scored.as_of_date = estimates.cohort_date
    and scored.model_version = estimates.model_version
    and estimates.metric_name = 'brier_score'

where estimates.estimated_value is null
