with

due_dates as (

    select as_of_date from {{ ref('ml_dates_due') }}

),

-- What was learned for another definition of churn answers another question.
versions as (

    select * from {{ ref('ml_versions_in_use') }}

    where label_name = '{{ label_name() }}'

),

-- What was said on the date before is not decided again.
last_recorded as (

    select distinct
        as_of_date,
        model_version

    from {{ ref('stg_feedback__newest_scores') }}

    where model_role = 'champion'
        and as_of_date not in (select due_dates.as_of_date from due_dates)

),

approvals as (

    select * from {{ ref('ml_approvals') }}

),

standing as (

    select
        due_dates.as_of_date,
        versions.model_version,
        versions.stage,
        versions.trained_as_of_date,
        max(approvals.approved_on) filter (
            where approvals.action = 'pin'
            and (approvals.expires_on is null or approvals.expires_on > due_dates.as_of_date)
        ) as pinned_on,
        count(*) filter (
            where approvals.action = 'approve'
            and (approvals.expires_on is null or approvals.expires_on > due_dates.as_of_date)
        ) > 0 as is_approved,
        count(*) filter (where approvals.action = 'rollback') > 0 as is_rolled_back

    from due_dates

    inner join versions
        on due_dates.as_of_date >= versions.trained_as_of_date

    left join approvals
        on due_dates.as_of_date >= approvals.approved_on
        and case
            when approvals.action = 'approve' then approvals.algorithm = versions.algorithm
            else approvals.model_version = versions.model_version
        end

    group by 1, 2, 3, 4

),

-- The version that was pinned last, or else the newest that its training made champion.
elected as (

    select
        as_of_date,
        model_version

    from standing

    where not is_rolled_back and (pinned_on is not null or (stage = 'champion' and is_approved))

    qualify
        row_number() over (
            partition by as_of_date
            order by pinned_on desc nulls last, trained_as_of_date desc, model_version desc
        ) = 1

),

champions as (

    select * from elected

    union all

    select * from last_recorded

)

select * from champions
