{#-
    Nobody may be shown a risk without the reasons for it.
-#}
select
    scores.customer_id,
    scores.as_of_date,
    scores.model_version

from {{ ref('fct_churn_scores') }} as scores

left join {{ ref('fct_churn_score_reasons') }} as reasons
    on scores.customer_id = reasons.customer_id
    and scores.as_of_date = reasons.as_of_date
    and scores.model_version = reasons.model_version
    and reasons.feature_name = 'other'

where scores.model_role = 'champion'
    and scores.as_of_date in (select dates.as_of_date from {{ ref('int_dates_due') }} as dates)
    and reasons.customer_id is null
