with

-- A version that was decided to be champion and has not scored yet is on its way, so it counts.
versions as (

    select
        * exclude (
            rung, calibration_slope, calibration_intercept, base_raw_score, artifact, report
        ),
        parameters ->> '$.label_name' as label_name

    from {{ ref('dim_model_versions') }}

),

newest as (

    select max(as_of_date) as as_of_date from {{ ref('int_as_of_dates') }}

),

reigns as (

    select
        model_version,
        min(as_of_date) as champion_from_date,
        max(as_of_date) as champion_to_date,
        max(matures_on_date) as matures_on_date,
        count(*) as score_count

    from {{ ref('fct_churn_scores') }}

    where model_role = 'champion'

    group by 1

),

last_reign as (

    select max(champion_to_date) as champion_to_date from reigns

),

described as (

    select
        versions.*,
        rules.model_version as rule_model_version,
        newest.as_of_date,
        reigns.champion_from_date,
        reigns.champion_to_date,
        reigns.matures_on_date,
        coalesce(reigns.score_count, 0) as score_count,
        coalesce(reigns.champion_to_date = last_reign.champion_to_date, false) as is_in_use

    from versions

    cross join newest

    cross join last_reign

    left join reigns
        on versions.model_version = reigns.model_version

    left join versions as rules
        on versions.trained_as_of_date = rules.trained_as_of_date
        and rules.algorithm = 'rule'

    where versions.stage = 'champion'
        or reigns.model_version is not null

)

select * from described
