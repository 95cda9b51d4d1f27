with

newest as (

    select max(as_of_date) as as_of_date from {{ ref('fct_monitor_checks') }}

),

unexplained as (

    select
        breaks.*,
        limits.opens_after_checks,
        7 * limits.closes_after_weeks as closes_after_days,
        limits.severity,
        limits.owner,
        limits.runbook,
        limits.evidence_query

    from {{ ref('fct_rule_breaks') }} as breaks

    inner join {{ ref('monitor_thresholds') }} as limits
        on breaks.rule_name = limits.rule_name

    where breaks.explained_by is null

),

started as (

    select
        *,
        lag(as_of_date) over (partition by rule_name, subject order by as_of_date)
        + closes_after_days >= as_of_date as is_continued

    from unexplained

),

numbered as (

    select
        *,
        count(*) filter (where is_continued is not true) over (
            partition by rule_name, subject order by as_of_date
        ) as episode_number

    from started

),

-- It closes when the rule has held again for long enough, not at the first good week.
counted as (

    select
        *,
        row_number() over (partition by rule_name, subject, episode_number order by as_of_date)
            as check_number,
        max(as_of_date + closes_after_days) over (partition by rule_name, subject, episode_number)
            as closes_on_date

    from numbered

),

opened as (

    select
        md5(concat_ws('|', counted.rule_name, counted.subject, counted.as_of_date)) as alert_id,
        counted.rule_name,
        counted.subject,
        counted.as_of_date as opened_on_date,
        case when counted.closes_on_date <= newest.as_of_date then counted.closes_on_date end
            as closed_on_date,
        counted.severity,
        counted.owner,
        counted.runbook,
        counted.evidence,
        replace(replace(
            counted.evidence_query, '{subject}', replace(counted.subject, '''', '''''')
        ), '{date}', cast(counted.as_of_date as varchar)) as evidence_query

    from counted

    cross join newest

    where counted.check_number = counted.opens_after_checks

)

select * from opened
