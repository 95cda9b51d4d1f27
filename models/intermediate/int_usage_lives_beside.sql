{{ config(materialized='view') }}

with

bins as (

    select * from {{ ref('int_usage_bins') }}

),

spans as (

    select * from {{ ref('int_usage_spans') }}

),

beside_weeks as (

    select
        bins.*,
        greatest(bins.visible_on, spans.first_monday) as counts_on

    from bins

    inner join spans
        on bins.customer_id = spans.customer_id

    where bins.visible_on > bins.bin_ends_on
        or bins.visible_on < spans.first_monday

),

lives_beside as (

    select
        customer_id,
        counts_on,
        {{ life_of_bins() }}

    from beside_weeks

    group by 1, 2

)

select * from lives_beside
