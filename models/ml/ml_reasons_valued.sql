{{ config(materialized='view') }}

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

peers as (

    select * from {{ ref('ml_retained_peers') }}

),

valued as (

    select
        contributions.customer_id,
        contributions.as_of_date,
        contributions.model_version,
        contributions.reason_rank,
        contributions.feature_name,
        contributions.contribution,
        contributions.reason_template,
        {{ percentage_points('contributions.contribution', 'scores') }} as contribution_pp,
        {{ feature_value('contributions.feature_name', 'customers') }} as feature_value,
        {{ feature_value('contributions.feature_name', 'past_customers') }} as past_value,
        peers.retained_median

    from contributions

    inner join scores
        on contributions.customer_id = scores.customer_id
        and contributions.as_of_date = scores.as_of_date
        and contributions.model_version = scores.model_version

    inner join customers
        on contributions.customer_id = customers.customer_id
        and contributions.as_of_date = customers.as_of_date

    -- The Monday of thirteen weeks ago.
    left join customers as past_customers
        on contributions.customer_id = past_customers.customer_id
        and past_customers.as_of_date = {{ week_ends_on('contributions.as_of_date - 92') }}

    left join peers
        on contributions.model_version = peers.model_version
        and contributions.feature_name = peers.feature_name

)

select * from valued
