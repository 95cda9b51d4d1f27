with

champions as (

    select * from {{ ref('dim_champions') }}

),

previous_cards as (

    select * from {{ ref('stg_feedback__model_cards') }}

),

-- A card is rendered again until it was rendered with every outcome of its version known.
due as (

    select
        champions.model_version,
        champions.as_of_date

    from champions

    left join previous_cards
        on champions.model_version = previous_cards.model_version

    where previous_cards.as_of_date is null
        or previous_cards.as_of_date < coalesce(champions.matures_on_date, champions.as_of_date)

)

select * from due
