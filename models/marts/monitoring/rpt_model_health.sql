with

-- One model of each rung scores the newest date.
versions as (

    select
        as_of_date,
        model_version,
        model_role,
        count(*) as scored_customer_count

    from {{ ref('fct_churn_scores') }}

    group by 1, 2, 3

    qualify as_of_date = max(as_of_date) over ()

),

cohorts as (

    select *

    from {{ ref('fct_matured_performance') }}

    where arm = 'all' and segment_name = 'all' and metric_name = 'roc_auc'

    qualify row_number() over (partition by algorithm order by cohort_date desc) <= 4

),

-- Versions follow each other faster than outcomes mature, so that a rung is judged across them.
matured as (

    select
        algorithm,
        max(cohort_date) as newest_cohort_date,
        count(metric_value) as matured_cohort_count,
        round(avg(metric_value), 9) as matured_roc_auc

    from cohorts

    group by 1

),

open_alerts as (

    select count(*) as open_alert_count

    from {{ ref('fct_alerts') }}

    where closed_on_date is null

),

described as (

    select
        versions.as_of_date,
        versions.model_version,
        trained.algorithm,
        versions.model_role,
        trained.trained_as_of_date,
        versions.as_of_date - trained.trained_as_of_date as days_since_training,
        versions.scored_customer_count,
        holdouts.metric_value as holdout_roc_auc,
        holdouts.ci_low as holdout_roc_auc_low,
        holdouts.ci_high as holdout_roc_auc_high,
        matured.newest_cohort_date,
        coalesce(matured.matured_cohort_count, 0) as matured_cohort_count,
        matured.matured_roc_auc,
        case
            when versions.model_role = 'champion' then open_alerts.open_alert_count
        end as open_alert_count,
        case
            when matured.matured_roc_auc is null or holdouts.ci_low is null then 'not_known_yet'
            when matured.matured_roc_auc < holdouts.ci_low then 'below_promise'
            else 'as_promised'
        end as health_verdict

    from versions

    cross join open_alerts

    inner join {{ ref('dim_model_versions') }} as trained
        on versions.model_version = trained.model_version

    left join {{ ref('fct_model_metrics') }} as holdouts
        on versions.model_version = holdouts.model_version
        and holdouts.data_split = 'holdout'
        and holdouts.segment_name = 'all'
        and holdouts.metric_name = 'roc_auc'

    left join matured
        on trained.algorithm = matured.algorithm

)

select * from described
