{{ config(materialized='view') }}

with

contributions as (

    select * from {{ ref('ml_contributions') }}

),

scores as (

    select * from {{ ref('ml_scores_ranked') }}

),

-- Only the dates that are explained: the table is as wide as the catalogue, and holds every Monday.
dates as (

    select distinct
        as_of_date,
        {{ week_ends_on('as_of_date - 92') }} as past_date

    from contributions

),

customers as (

    select customers.*

    from {{ ref('feat_customers') }} as customers

    inner join dates
        on customers.as_of_date = dates.as_of_date

),

-- The Monday of thirteen weeks ago.
past_customers as (

    select
        customers.*,
        dates.as_of_date as explained_date

    from {{ ref('feat_customers') }} as customers

    inner join dates
        on customers.as_of_date = dates.past_date

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

    left join past_customers
        on contributions.customer_id = past_customers.customer_id
        and contributions.as_of_date = past_customers.explained_date

    left join peers
        on contributions.model_version = peers.model_version
        and contributions.feature_name = peers.feature_name

)

select * from valued
