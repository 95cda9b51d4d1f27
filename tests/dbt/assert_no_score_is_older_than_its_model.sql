{#-
    A score by a model that nobody recorded cannot be audited, and one by a model that was trained later
    has seen the future.
-#}
select distinct
    scores.as_of_date,
    scores.model_version,
    versions.trained_as_of_date

from {{ ref('fct_churn_scores') }} as scores

left join {{ ref('dim_model_versions') }} as versions
    on scores.model_version = versions.model_version

where versions.model_version is null
    or scores.as_of_date < versions.trained_as_of_date
