{#-
    "The first forty" must be forty customers, on every date and by every model.
-#}
select
    as_of_date,
    model_version

from {{ ref('fct_churn_scores') }}

where as_of_date in (select dates.as_of_date from {{ ref('int_dates_due') }} as dates)

group by 1, 2

having min(risk_rank) != 1
    or max(risk_rank) != count(*)
    or count(distinct risk_rank) != count(*)
