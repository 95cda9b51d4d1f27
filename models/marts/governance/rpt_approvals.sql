with

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

-- A later row of the same family, or of the same kind about versions, replaces the earlier one.
ordered as (

    select
        md5(concat_ws(
            '|', action, label_name, algorithm, policy_version, model_version, approved_on
        )) as approval_id,
        *,
        lead(approved_on) over (
            partition by
                label_name,
                action,
                case action when 'approve' then algorithm when 'rollback' then model_version end
            order by approved_on, policy_version, model_version
        ) as replaced_on,
        min(approved_on) filter (where action = 'rollback') over (
            partition by label_name, model_version
        ) as rolled_back_on

    from {{ ref('model_approvals') }}

),

-- A rollback of the pinned version ends its pin, too.
dated as (

    select
        ordered.* exclude (replaced_on, rolled_back_on),
        newest.as_of_date,
        case
            when action = 'pin' then least(replaced_on, rolled_back_on) else replaced_on
        end as superseded_on,
        least(expires_on, superseded_on) as ends_on

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
        and coalesce(
            dated.model_version = champions.model_version, dated.algorithm = champions.algorithm
        )

    group by 1

),

stated as (

    select
        dated.* exclude (ends_on),
        case
            when dated.approved_on > dated.as_of_date then 'not_yet_in_force'
            when dated.ends_on is null or dated.ends_on > dated.as_of_date then 'in_force'
            when dated.superseded_on = dated.ends_on then 'superseded'
            else 'expired'
        end as approval_state,
        case
            when approval_state = 'in_force' then dated.expires_on - dated.as_of_date
        end as days_left,
        coalesce(used.champion_version_count, 0) as champion_version_count,
        used.newest_model_version,
        coalesce(approval_state = 'in_force' and used.is_in_use, false) as is_in_use

    from dated

    left join used
        on dated.approval_id = used.approval_id

)

select * from stated
