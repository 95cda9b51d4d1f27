{{ config(
    materialized='incremental', incremental_strategy='delete+insert', unique_key='model_version',
    on_schema_change='fail'
) }}

with

pages as (

    select * from {{ ref('rpt_model_card_pages') }}

),

champions as (

    select * from {{ ref('dim_champions') }}

),

-- A card that was not rendered again in this run stays as it is.
described as (

    select
        pages.model_version,
        champions.algorithm,
        champions.trained_as_of_date,
        champions.champion_from_date,
        champions.champion_to_date,
        champions.as_of_date,
        pages.card_markdown,
        pages.card_html

    from pages

    inner join champions
        on pages.model_version = champions.model_version

)

select * from described
