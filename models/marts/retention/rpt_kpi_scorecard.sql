with

months as (

    select
        *,
        cast(month_starts_on + interval 1 month as date) as over_on_date

    from {{ ref('fct_kpi_months') }}

),

targets as (

    select
        *,
        case
            when target_kind = 'points' then baseline_value + target_change
            else baseline_value * (1 + target_change)
        end as target_value

    from {{ ref('kpi_targets') }}

),

compared as (

    select
        months.month_starts_on,
        months.metric_name,
        targets.kpi_id,
        targets.statement,
        targets.target_kind,
        targets.owner,
        months.customer_count,
        months.churned_count,
        months.opening_mrr_usd,
        months.metric_value,
        months.ci_low,
        months.ci_high,
        targets.baseline_value,
        cast(targets.target_value as decimal(18, 6)) as target_value,
        round(100 * (months.metric_value - targets.target_value), 4) as gap_pp,
        round(
            (targets.baseline_value - months.metric_value)
            / (targets.baseline_value - targets.target_value), 4
        ) as progress_share,
        -- Of the way to the deadline, on the day on which the month is over.
        round(
            (months.over_on_date - targets.starts_on)
            / (targets.deadline_on + 1 - targets.starts_on), 4
        ) as elapsed_share,
        targets.deadline_on,
        months.month_starts_on >= targets.starts_on as has_begun,
        targets.deadline_on < months.over_on_date as is_past_deadline

    from months

    left join targets
        on months.metric_name = targets.metric_name

),

paced as (

    select
        * exclude (has_begun, is_past_deadline),
        case
            when kpi_id is null then 'no_target'
            when not has_begun then 'not_begun'
            when progress_share >= 1 then 'reached'
            when is_past_deadline then 'missed'
            when progress_share >= elapsed_share then 'on_pace'
            else 'behind'
        end as pace,
        -- One month swings by chance: only its whole interval on one side tells it from the pace.
        (
            baseline_value + least(elapsed_share, 1) * (target_value - baseline_value)
            not between ci_low and ci_high
        ) as is_told_from_pace

    from compared

)

select * from paced
