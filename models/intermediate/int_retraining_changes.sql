{#- What models learn by or are chosen by: a change of it makes another model. -#}
{%- set settings = [
    'horizon_days', 'training_weeks', 'validation_weeks', 'holdout_weeks', 'selection_metric'
] -%}

with

last_training as (

    select
        trainings.*,
        dates.last_trained_date as happened_on

    from {{ ref('stg_feedback__trainings') }} as trainings

    inner join {{ ref('int_retraining_dates') }} as dates
        on trainings.trained_as_of_date <= dates.last_trained_date

    qualify row_number() over (order by trainings.trained_as_of_date desc) = 1

),

-- A feature that said nothing was left out of the models, and yet was known to the training.
known_features as (

    select distinct learned.feature_name

    from {{ ref('stg_feedback__retained_medians') }} as learned

    inner join last_training
        on learned.trained_as_of_date = last_training.trained_as_of_date

    union

    select unnest(dropped_features) as feature_name

    from last_training

),

changed_features as (

    select
        listed.feature_name is not null as is_new,
        coalesce(listed.feature_name, known_features.feature_name) as feature_name

    from {{ ref('feature_catalog') }} as listed

    full outer join known_features
        on listed.feature_name = known_features.feature_name

    where listed.feature_name is null
        or known_features.feature_name is null

),

changes as (

    select
        'changed features' as cause_name,
        case when is_new then 'The catalogue has gained ' else 'The catalogue has lost ' end
        || string_agg(feature_name, ', ' order by feature_name) || '.' as evidence

    from changed_features

    -- Where no rung reads features, nothing is known of them.
    where exists (select known_features.feature_name from known_features)

    group by is_new

    {%- for setting in settings %}

    union all

    select
        'changed settings' as cause_name,
        '{{ setting }} was ' || (recorded_settings ->> '{{ setting }}')
        || ' and is {{ var(setting) }}.' as evidence

    from last_training

    where recorded_settings ->> '{{ setting }}' != '{{ var(setting) }}'
    {%- endfor %}

),

dated as (

    select
        changes.cause_name,
        last_training.happened_on,
        changes.evidence

    from changes

    cross join last_training

)

select * from dated
