with

catalog as (

    select * from {{ ref('feature_catalog') }}

),

versions as (

    select *

    from {{ ref('dim_model_versions') }}

    where stage = 'champion'

),

champion as (

    select arg_max(model_version, (trained_as_of_date, model_version)) as model_version

    from versions

),

importances as (

    select * from {{ ref('fct_feature_importances') }}

),

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

all_customers as (

    select * from {{ ref('feat_customers') }}

),

customers as (

    select all_customers.*

    from all_customers

    inner join newest
        on all_customers.as_of_date = newest.as_of_date

),

-- One row: how many customers have a value, side by side for every feature.
filled as (

    select
        {% for feature in feature_names() -%}
        count({{ feature }}) / count(*) as {{ feature }},
        {% endfor -%}
        max(as_of_date) as as_of_date

    from customers

),

described as (

    select
        catalog.feature_name,
        filled.as_of_date,
        importances.model_version,
        catalog.family,
        catalog.owner,
        catalog.unit,
        catalog.expected_direction,
        importances.direction as learned_direction,
        catalog.null_policy,
        catalog.playbook_id,
        importances.importance_rank,
        importances.importance_share,
        {{ feature_value('catalog.feature_name', 'filled') }} as filled_share,
        catalog.is_actionable

    from catalog

    cross join filled

    cross join champion

    left join importances
        on champion.model_version = importances.model_version
        and catalog.feature_name = importances.feature_name

)

select * from described
