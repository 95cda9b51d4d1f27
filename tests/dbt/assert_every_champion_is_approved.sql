{{ config(group="data_science") }}

{#-
    No score is shown of a version whose family was not approved on its date, for the label that it learned and
    the policy of now, unless it was pinned; and none of a version that was rolled back by then. What was
    recorded before stays: the scores of this run are asked.
-#}
with

champions as (

    select distinct
        scores.as_of_date,
        scores.model_version,
        versions.algorithm,
        versions.parameters ->> 'label_name' as label_name

    from {{ ref('fct_churn_scores') }} as scores

    left join {{ ref('dim_model_versions') }} as versions
        on scores.model_version = versions.model_version

    where scores.model_role = 'champion'
        and scores.as_of_date in (select dates.as_of_date from {{ ref('ml_dates_due') }} as dates)

),

in_force as (

    select
        champions.as_of_date,
        champions.model_version,
        approvals.action

    from champions

    inner join {{ ref('model_approvals') }} as approvals
        on champions.as_of_date >= approvals.approved_on
        and (
            approvals.action = 'rollback'
            or champions.as_of_date < coalesce(approvals.expires_on, date '9999-12-31')
        )
        and (
            champions.model_version = approvals.model_version
            or (approvals.action = 'approve' and champions.algorithm = approvals.algorithm)
        )
        and (
            approvals.action = 'rollback'
            or (
                champions.label_name = approvals.label_name
                and approvals.policy_version = '{{ var("policy_version") }}'
            )
        )

)

select
    champions.as_of_date,
    champions.model_version,
    count(*) filter (where in_force.action in ('approve', 'pin')) as approval_count,
    count(*) filter (where in_force.action = 'rollback') as rollback_count

from champions

left join in_force
    on champions.as_of_date = in_force.as_of_date
    and champions.model_version = in_force.model_version

group by 1, 2

having approval_count = 0
    or rollback_count > 0
