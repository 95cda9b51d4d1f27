{#-
    "Has not churned so far" learned as "does not churn" makes every model look better than it is.
-#}
with

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

)

select
    labels.customer_id,
    labels.as_of_date,
    labels.matures_on_date

from {{ ref('feat_churn_labels') }} as labels

cross join newest

where labels.matures_on_date > newest.as_of_date
    and (labels.is_matured or labels.is_churned is not null or labels.churned_on_date is not null)
