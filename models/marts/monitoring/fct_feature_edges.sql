{{ config(
    materialized='incremental', incremental_strategy='append',
    unique_key=['model_version', 'feature_name'],
    full_refresh=false, on_schema_change='fail'
) }}

with

new_champions as (

    select distinct
        weeks.model_version,
        weeks.train_from_date,
        weeks.train_to_date

    from {{ ref('fct_champion_weeks') }} as weeks

    where {{ not_yet_recorded('weeks', ['model_version']) }}

),

customers as (

    select * from {{ ref('feat_customers') }}
    where as_of_date >= (select min(new_champions.train_from_date) from new_champions)
        and as_of_date <= (select max(new_champions.train_to_date) from new_champions)

),

monitored as (

    {{ monitored_customers('customers') }}

),

customer_rows as (

    select
        new_champions.model_version,
        monitored.customer_id,
        count(*) as row_count

    from monitored

    inner join new_champions
        on monitored.as_of_date >= new_champions.train_from_date
        and monitored.as_of_date <= new_champions.train_to_date

    group by 1, 2

),

-- A customer's rows of many weeks tell hardly more than one: Kish's effective number of rows.
sized as (

    select
        model_version,
        power(sum(row_count), 2) / sum(power(row_count, 2)) as effective_row_count

    from customer_rows

    group by 1

),

named as (

    {{ monitored_values('customers') }}

),

edged as (

    select
        new_champions.model_version,
        new_champions.train_from_date,
        new_champions.train_to_date,
        named.feature_name,
        coalesce(list_sort(list_distinct(quantile_disc(
            cast(named.feature_value as double), [0.1, 0.2, 0.3, 0.4, 0.5, 0.6, 0.7, 0.8, 0.9]
        ))), []) as inner_edges,
        max(sized.effective_row_count) as effective_row_count

    from named

    inner join new_champions
        on named.as_of_date between new_champions.train_from_date and new_champions.train_to_date

    inner join sized
        on new_champions.model_version = sized.model_version

    group by 1, 2, 3, 4

)

select * from edged
