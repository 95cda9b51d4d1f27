with

checks as (

    select * from {{ ref('fct_monitor_checks') }}
    where is_broken

),

limits as (

    select * from {{ ref('monitor_thresholds') }}

),

broken as (

    select
        checks.rule_name,
        checks.subject,
        checks.as_of_date,
        checks.evidence,
        limits.cause_rank,
        limits.explains_days,
        {{ monitored_area('checks') }} as area

    from checks

    inner join limits
        on checks.rule_name = limits.rule_name

),

-- A cause explains its symptoms for as long as windows remember it: what stands behind it in rank,
-- in its own area, opens no alert.
explained as (

    select
        broken.rule_name,
        broken.subject,
        broken.as_of_date,
        broken.area,
        broken.evidence,
        min_by(causes.rule_name, (causes.cause_rank, causes.rule_name)) as explained_by

    from broken

    left join broken as causes
        on broken.cause_rank > causes.cause_rank
        and broken.as_of_date >= causes.as_of_date
        and broken.as_of_date < causes.as_of_date + causes.explains_days
        and (
            causes.area = broken.area
            or 'everything' in (causes.area, broken.area)
            or (causes.area = 'contract' and broken.area = 'billing')
        )

    group by 1, 2, 3, 4, 5

)

select * from explained
