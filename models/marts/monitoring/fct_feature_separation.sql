{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['as_of_date', 'feature_name'],
    full_refresh=false, on_schema_change='fail'
) }}

with

weeks as (

    select weeks.*

    from {{ ref('fct_champion_weeks') }} as weeks

    where {{ not_yet_recorded('weeks', ['as_of_date']) }}

),

labels as (

    select * from {{ ref('feat_churn_labels') }}
    where is_churned is not null

),

customers as (

    select * from {{ ref('feat_customers') }}
    where as_of_date in (select weeks.matured_cohort_date from weeks)

),

named as (

    {{ monitored_values('customers') }}

),

ranked as (

    select
        named.as_of_date as cohort_date,
        named.feature_name,
        labels.is_churned,
        rank() over ordered + (count(*) over alike - 1) / 2 as mean_rank

    from named

    inner join labels
        on named.customer_id = labels.customer_id
        and named.as_of_date = labels.as_of_date

    window
        ordered as (
            partition by cohort_date, named.feature_name order by feature_value nulls first
        ),
        alike as (partition by cohort_date, named.feature_name, feature_value)

),

-- The rank sum of the churned is the area under the curve (Mann and Whitney 1947).
measured as (

    select
        cohort_date,
        feature_name,
        count(*) filter (where is_churned) as churned_count,
        count(*) filter (where not is_churned) as retained_count,
        (sum(mean_rank) filter (where is_churned) - churned_count * (churned_count + 1) / 2)
        / (churned_count * retained_count) as roc_auc

    from ranked

    group by 1, 2

),

separated as (

    select
        weeks.as_of_date,
        measured.*

    from measured

    inner join weeks
        on measured.cohort_date = weeks.matured_cohort_date

    where measured.churned_count > 0 and measured.retained_count > 0

)

select * from separated
