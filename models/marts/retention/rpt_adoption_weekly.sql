with

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

tasks as (

    select
        crm_tasks.task_id,
        crm_tasks.created_at,
        coalesce(crm_tasks.team, 'unknown') as team,
        newest.as_of_date,
        coalesce(
            crm_tasks.due_on_date, cast(crm_tasks.created_at as date) + {{ var('task_due_days') }}
        ) as due_on_date,
        {{ as_known('crm_tasks.completed_at', 'newest.as_of_date') }} as completed_at,
        crm_tasks.task_disposition,
        crm_tasks.was_reason_helpful

    from {{ loaded(ref('int_crm_tasks_judged')) }} as crm_tasks

    inner join newest
        on {{ known_by('crm_tasks.created_at', 'crm_tasks.recorded_at', 'newest.as_of_date') }}

),

-- The day on which a task is due belongs to its time, and is over before the task is judged.
judged as (

    select
        *,
        cast(date_trunc('week', created_at) as date) as week_starts_on,
        due_on_date < as_of_date as is_due,
        coalesce(cast(completed_at as date) <= due_on_date, false) as is_worked_in_time,
        case when completed_at is not null then coalesce(task_disposition, 'not_said') end
            as known_disposition,
        case when completed_at is not null then was_reason_helpful end as is_reason_helpful

    from tasks

),

worded as (

    select
        *,
        known_disposition || ': ' || count(*) over (
            partition by week_starts_on, team, known_disposition
        ) as disposition_text

    from judged

),

counted as (

    select
        week_starts_on,
        team,
        count(*) as task_count,
        count(*) filter (where is_due) as due_task_count,
        count(*) filter (where is_due and is_worked_in_time) as worked_in_time_count,
        count(completed_at) as completed_task_count,
        count(*) filter (
            where known_disposition in ({{ quoted(var('reached_dispositions')) }})
        ) as reached_task_count,
        string_agg(distinct disposition_text, ', ' order by disposition_text) as dispositions,
        count(is_reason_helpful) as answered_task_count,
        count(*) filter (where is_reason_helpful) as helpful_task_count

    from worded

    group by 1, 2

),

shared as (

    select
        *,
        worked_in_time_count / nullif(due_task_count, 0) as worked_in_time_share,
        helpful_task_count / nullif(answered_task_count, 0) as helpful_share

    from counted

)

select * from shared
