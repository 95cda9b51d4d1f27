with

dates_due as (

    select * from {{ ref('ml_dates_due') }}

),

versions as (

    select * from {{ ref('ml_versions_in_use') }}

),

champions as (

    select * from {{ ref('ml_champions') }}

),

due as (

    select
        dates_due.*,
        champions.model_version as champion_version,
        past_champions.model_version as past_version

    from dates_due

    left join champions
        on dates_due.as_of_date = champions.as_of_date

    left join champions as past_champions
        on dates_due.previous_date = past_champions.as_of_date

),

-- The candidates of the newest training score beside the champion, in its shadow: it may be older.
published as (

    select
        due.as_of_date,
        versions.model_version,
        case
            when versions.model_version = due.champion_version then 'champion'
            when versions.algorithm in ('no_skill', 'rule') then 'baseline'
            else 'challenger'
        end as model_role,
        coalesce(versions.model_version = due.champion_version, false) or due.is_newest
            as has_reasons,
        false as is_rescoring

    from due

    inner join versions
        on due.trained_as_of_date = versions.trained_as_of_date
        or due.champion_version = versions.model_version

),

-- Where the model changed between two dates, the new one also scores the earlier date: the
-- difference tells whether the customer moved or the model.
rescored as (

    select
        previous_date as as_of_date,
        champion_version as model_version,
        'champion' as model_role,
        false as has_reasons,
        true as is_rescoring

    from due

    where champion_version != past_version

),

scheduled as (

    select * from published

    union all

    select * from rescored

)

select * from scheduled
