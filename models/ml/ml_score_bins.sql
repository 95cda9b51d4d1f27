{#- Bins and not rows go to Python: a cohort costs the same for any number of customers. -#}
{%- set bin_limit = 256 -%}
with

weeks_due as (

    select weeks.as_of_date

    from {{ ref('int_as_of_dates') }} as weeks

    left join {{ ref('stg_feedback__judged_dates') }} as estimated_dates
        on weeks.as_of_date = estimated_dates.as_of_date
        and estimated_dates.data_split = 'estimated'

    where weeks.is_weekly
        and estimated_dates.as_of_date is null

),

scores as (

    select
        unjudged_scores.as_of_date,
        unjudged_scores.model_version,
        least(greatest(unjudged_scores.churn_probability, 1e-9), 1 - 1e-9) as probability,
        -- Equal scores share their rank, and so stay together.
        rank() over (
            partition by unjudged_scores.as_of_date, unjudged_scores.model_version
            order by unjudged_scores.churn_probability desc
        ) as score_rank,
        count(*) over (partition by unjudged_scores.as_of_date, unjudged_scores.model_version)
            as cohort_row_count

    from {{ ref('ml_unjudged_scores') }} as unjudged_scores

    inner join weeks_due
        on unjudged_scores.as_of_date = weeks_due.as_of_date

),

-- Each loss is weighted by the chance of the outcome that it belongs to. Decimals, since their sums
-- do not depend on the order of the rows.
weighted as (

    select
        as_of_date,
        model_version,
        (score_rank - 1) * {{ bin_limit }} // cohort_row_count as score_bin,
        cast(probability as decimal(18, 12)) as churned,
        cast(probability * power(1 - probability, 2) as decimal(18, 12)) as churned_squared_error,
        cast((1 - probability) * power(probability, 2) as decimal(18, 12))
            as retained_squared_error,
        cast(-probability * ln(probability) as decimal(18, 12)) as churned_log_loss,
        cast(-(1 - probability) * ln(1 - probability) as decimal(18, 12)) as retained_log_loss

    from scores

),

binned as (

    select
        as_of_date,
        model_version,
        score_bin,
        count(*) as row_count,
        sum(churned) / count(*) as mean_probability,
        sum(churned_squared_error) / sum(churned) as squared_error_if_churned,
        sum(retained_squared_error) / (count(*) - sum(churned)) as squared_error_if_retained,
        sum(churned_log_loss) / sum(churned) as log_loss_if_churned,
        sum(retained_log_loss) / (count(*) - sum(churned)) as log_loss_if_retained

    from weighted

    group by 1, 2, 3

),

-- Without a holdout nothing is known of the calibration, and so nothing can be said.
with_errors as (

    select
        binned.*,
        errors.ratio_error,
        errors.slope_error

    from binned

    inner join {{ ref('ml_calibration_errors') }} as errors
        on binned.model_version = errors.model_version
        and errors.ratio_error is not null

)

select * from with_errors
