with

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

-- A later pin ends an earlier one. Approvals stand beside each other until they expire.
ordered as (

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
        action = 'rollback'
        or (label_name = '{{ label_name() }}' and policy_version = '{{ var("policy_version") }}')
            as is_of_current_policy

    from {{ ref('model_approvals') }}

),

-- What was rolled back is never champion again, so its pin ends; a rollback itself has no end.
dated as (

    select
        ordered.* exclude (next_on, rolled_back_on),
        newest.as_of_date,
        case when ordered.action = 'pin' then least(next_on, rolled_back_on) end as superseded_on,
        case when ordered.action != 'rollback' then least(expires_on, superseded_on) end as ends_on

    from ordered

    cross join newest

),

-- What was champion while the row counted: by its family, or by its name.
used as (

    select
        dated.approval_id,
        count(*) as champion_version_count,
        arg_max(champions.model_version, (champions.champion_to_date, champions.model_version))
            as newest_model_version,
        bool_or(champions.is_in_use) as is_in_use

    from dated

    inner join {{ ref('dim_champions') }} as champions
        on champions.champion_to_date >= dated.approved_on
        and (dated.ends_on is null or champions.champion_from_date < dated.ends_on)
        and case
            when dated.action = 'approve'
                then dated.algorithm = champions.algorithm
                and dated.label_name = champions.label_name
            else dated.model_version = champions.model_version
        end

    group by 1

),

stated as (

    select
        dated.* exclude (ends_on, is_of_current_policy),
        case
            when not dated.is_of_current_policy then 'of_another_policy'
            when dated.approved_on > dated.as_of_date then 'not_yet_in_force'
            when dated.ends_on is null or dated.ends_on > dated.as_of_date then 'in_force'
            when dated.superseded_on = dated.ends_on then 'superseded'
            else 'expired'
        end as approval_state,
        case
            when approval_state = 'in_force' and dated.action != 'rollback'
                then dated.expires_on - dated.as_of_date
        end as days_left,
        coalesce(used.champion_version_count, 0) as champion_version_count,
        used.newest_model_version,
        coalesce(approval_state = 'in_force' and used.is_in_use, false) as is_in_use

    from dated

    left join used
        on dated.approval_id = used.approval_id

)

select * from stated
