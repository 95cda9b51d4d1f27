with

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

-- A later pin and a rollback of its version end a pin, and nothing ends a rollback. Approvals stand
-- beside each other until they expire.
decisions as (

    select
        md5(concat_ws(
            '|', action, label_name, algorithm, policy_version, model_version, approved_on
        )) as approval_id,
        *,
        lead(approved_on) over (
            partition by action, label_name, policy_version order by approved_on, model_version
        ) as next_on,
        min(approved_on) filter (where action = 'rollback') over (partition by model_version)
            as rolled_back_on,
        case when action = 'pin' then least(next_on, rolled_back_on) end as superseded_on,
        case when action != 'rollback' then least(expires_on, superseded_on) end as ends_on,
        action = 'rollback'
        or (label_name = '{{ label_name() }}' and policy_version = '{{ var("policy_version") }}')
            as is_of_current_policy

    from {{ ref('model_approvals') }}

),

-- What was champion while the decision counted: by its family, or by its name.
used as (

    select
        decisions.approval_id,
        count(*) as champion_version_count,
        arg_max(champions.model_version, (champions.champion_to_date, champions.model_version))
            as newest_model_version,
        bool_or(champions.is_in_use) as is_in_use

    from decisions

    inner join {{ ref('dim_champions') }} as champions
        on champions.champion_to_date >= decisions.approved_on
        and (decisions.ends_on is null or champions.champion_from_date < decisions.ends_on)
        and case decisions.action
            when 'approve'
                then decisions.algorithm = champions.algorithm
                    and decisions.label_name = champions.label_name
            else decisions.model_version = champions.model_version
        end

    group by 1

),

stated as (

    select
        decisions.approval_id,
        decisions.action,
        decisions.label_name,
        decisions.algorithm,
        decisions.policy_version,
        decisions.model_version,
        decisions.approved_by,
        decisions.reason,
        decisions.approved_on,
        decisions.expires_on,
        decisions.superseded_on,
        newest.as_of_date,
        case
            when not decisions.is_of_current_policy then 'of_another_policy'
            when decisions.approved_on > newest.as_of_date then 'not_yet_in_force'
            when decisions.ends_on is null or decisions.ends_on > newest.as_of_date then 'in_force'
            when decisions.superseded_on = decisions.ends_on then 'superseded'
            else 'expired'
        end as approval_state,
        case
            when approval_state = 'in_force' and decisions.action != 'rollback'
                then decisions.expires_on - newest.as_of_date
        end as days_left,
        coalesce(used.champion_version_count, 0) as champion_version_count,
        used.newest_model_version,
        coalesce(approval_state = 'in_force' and used.is_in_use, false) as is_in_use

    from decisions

    cross join newest

    left join used
        on decisions.approval_id = used.approval_id

)

select * from stated
