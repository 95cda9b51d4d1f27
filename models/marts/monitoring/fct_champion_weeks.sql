with

scores as (

    select * from {{ ref('fct_churn_scores') }}
    where model_role = 'champion'

),

versions as (

    select * from {{ ref('dim_model_versions') }}

),

-- Drift is measured from Monday to Monday: a daily build must not test seven times as often.
weeks as (

    select as_of_date from {{ ref('int_as_of_dates') }}
    where is_weekly

),

scored as (

    select
        scores.as_of_date,
        scores.model_version,
        versions.train_from_date,
        versions.train_to_date,
        count(*) as row_count

    from scores

    inner join versions
        on scores.model_version = versions.model_version

    inner join weeks
        on scores.as_of_date = weeks.as_of_date

    group by 1, 2, 3, 4

),

cohorts as (

    select
        labels.as_of_date as cohort_date,
        max(labels.matures_on_date) as matures_on_date

    from {{ ref('feat_churn_labels') }} as labels

    inner join weeks
        on labels.as_of_date = weeks.as_of_date

    group by 1

),

-- The newest cohort all of whose outcomes are known on the date.
matured as (

    select
        scored.*,
        max(cohorts.cohort_date) as matured_cohort_date

    from scored

    left join cohorts
        on scored.as_of_date >= cohorts.matures_on_date

    group by all

)

select * from matured
