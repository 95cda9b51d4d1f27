{{ config(
    materialized='incremental', incremental_strategy='append', full_refresh=false, on_schema_change='fail'
) }}

-- depends_on: {{ ref('fct_churn_scores') }} (scores are recorded before their reasons)
with

contributions as (

    select * from {{ ref('ml_contributions') }}

),

scores as (

    select * from {{ ref('ml_scores_ranked') }}

),

customers as (

    select * from {{ ref('feat_customers') }}

),

catalog as (

    select * from {{ ref('feature_catalog') }}

),

peers as (

    select * from {{ ref('ml_retained_peers') }}

),

valued as (

    select
        contributions.*,
        {{ percentage_points('contributions.contribution', 'scores') }} as contribution_pp,
        {{ feature_value('contributions.feature_name', 'customers') }} as feature_value,
        {{ feature_value('contributions.feature_name', 'past') }} as past_value

    from contributions

    inner join scores
        on contributions.customer_id = scores.customer_id
        and contributions.as_of_date = scores.as_of_date
        and contributions.model_version = scores.model_version

    inner join customers
        on contributions.customer_id = customers.customer_id
        and contributions.as_of_date = customers.as_of_date

    -- The Monday of thirteen weeks ago.
    left join customers as past
        on contributions.customer_id = past.customer_id
        and past.as_of_date = {{ week_ends_on('contributions.as_of_date - 92') }}

),

compared as (

    select
        valued.*,
        peers.retained_median,
        catalog.is_actionable,
        catalog.playbook_id,
        {{ value_text('valued.feature_value', 'catalog.unit') }} as value_display,
        case
            when peers.retained_median is not null
                then {{ value_text('peers.retained_median', 'catalog.unit') }}
        end as peer_display,
        coalesce(
            valued.reason_template,
            case when valued.contribution > 0 then catalog.risk_up_template else catalog.risk_down_template end
        ) as template

    from valued

    left join catalog
        on valued.feature_name = catalog.feature_name

    left join peers
        on valued.model_version = peers.model_version
        and valued.feature_name = peers.feature_name

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
        case when contribution > 0 then 'up' when contribution < 0 then 'down' else 'none' end as direction,
        retained_median as retained_peer_median,
        feature_value - past_value as change_vs_90d,
        case
            when feature_name = 'other' then 'Everything else together.'
            else {{ filled_template('template', 'value_display', 'peer_display') }}
        end as reason_text,
        coalesce(is_actionable, false) as is_actionable,
        playbook_id

    from compared

    where {{ not_yet_recorded('compared', ['customer_id', 'as_of_date', 'model_version', 'reason_rank']) }}

)

select * from explained
