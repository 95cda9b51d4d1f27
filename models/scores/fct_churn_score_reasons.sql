{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['customer_id', 'as_of_date', 'model_version', 'reason_rank'],
    full_refresh=false, on_schema_change='fail'
) }}

-- depends_on: {{ ref('fct_churn_scores') }} (scores are recorded before their reasons)
with

reasons as (

    select * from {{ ref('ml_reasons_valued') }}

),

catalog as (

    select * from {{ ref('feature_catalog') }}

),

displayed as (

    select
        reasons.* exclude (reason_template),
        catalog.is_actionable,
        catalog.playbook_id,
        {{ value_text('reasons.feature_value', 'catalog.unit') }} as value_display,
        {{ value_text('reasons.retained_median', 'catalog.unit') }} as peer_display,
        coalesce(
            reasons.reason_template,
            case
                when reasons.contribution > 0 then catalog.risk_up_template
                else catalog.risk_down_template
            end
        ) as reason_template

    from reasons

    left join catalog
        on reasons.feature_name = catalog.feature_name

),

explained as (

    select
        customer_id,
        as_of_date,
        model_version,
        cast(reason_rank as integer) as reason_rank,
        feature_name,
        feature_value,
        case when feature_name != 'other' then value_display end as value_display,
        contribution,
        contribution_pp,
        case when contribution > 0 then 'up' when contribution < 0 then 'down' else 'none' end
            as direction,
        retained_median as retained_peer_median,
        feature_value - past_value as change_vs_90d,
        case
            when feature_name = 'other' then 'Everything else together.'
            when retained_median is null
                then {{ filled_template('reason_template', 'value_display', 'null') }}
            else {{ filled_template('reason_template', 'value_display', 'peer_display') }}
        end as reason_text,
        coalesce(is_actionable, false) as is_actionable,
        playbook_id

    from displayed

    where {{ not_yet_recorded(
        'displayed', ['customer_id', 'as_of_date', 'model_version', 'reason_rank']
    ) }}

)

select * from explained
