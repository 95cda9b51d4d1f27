with

weeks as (

    select as_of_date

    from {{ ref('int_as_of_dates') }}

    where is_weekly

),

controls as (

    select *

    from {{ ref('fct_retention_assignments') }}

    where arm = 'control'

),

tasks as (

    select
        *,
        greatest(created_at, recorded_at) as known_at

    from {{ loaded(ref('int_crm_tasks_judged')) }}

),

-- A task spoils the comparison while a contact lasts, and the group that nobody contacts for ever.
spoiled as (

    select
        controls.retention_policy,
        controls.customer_id,
        tasks.known_at

    from controls

    inner join tasks
        on controls.customer_id = tasks.customer_id
        and controls.assigned_on_date <= tasks.created_at
        and (
            controls.is_global_control
            or controls.assigned_on_date + {{ var('contact_effect_days') }} >= tasks.created_at
        )

),

running as (

    select
        weeks.as_of_date,
        controls.retention_policy

    from weeks

    inner join controls
        on weeks.as_of_date > controls.assigned_on_date

    group by 1, 2

),

-- A task counts in the week in which it became known, so that one recorded late is not missed.
judged as (

    select
        'control_contacted' as rule_name,
        'policy:' || running.retention_policy as subject,
        running.as_of_date,
        cast(count(distinct spoiled.customer_id) as double) as measure,
        cast(null as double) as usual_measure,
        count(distinct spoiled.customer_id) >= max(limits.smallest_count) as is_broken,
        min(spoiled.customer_id) as detail

    from running

    inner join {{ ref('monitor_thresholds') }} as limits
        on limits.rule_name = 'control_contacted'

    left join spoiled
        on running.retention_policy = spoiled.retention_policy
        and {{ in_window('spoiled.known_at', 'running.as_of_date', 7) }}

    group by 2, 3

)

select * from judged
