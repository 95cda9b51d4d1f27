with

histograms as (

    select * from {{ ref('fct_feature_histograms') }}

),

references_by_bin as (

    select
        bins.*,
        edges.effective_row_count

    from {{ ref('fct_feature_references') }} as bins

    inner join {{ ref('fct_feature_edges') }} as edges
        on bins.model_version = edges.model_version
        and bins.feature_name = edges.feature_name

),

seasons as (

    select
        weeks.as_of_date,
        weeks.feature_name,
        past_weeks.weeks_ago,
        sum({{ stability_part('weeks.row_share', 'past_weeks.row_share') }}) as season_index

    from histograms as weeks

    inner join histograms as past_weeks
        on weeks.as_of_date = past_weeks.as_of_date
        and weeks.feature_name = past_weeks.feature_name
        and weeks.bin_number = past_weeks.bin_number

    where weeks.weeks_ago = 0 and past_weeks.weeks_ago > 0

    group by 1, 2, 3

),

-- Holidays move by a week, so the nearest of the three weeks counts.
nearest_seasons as (

    select
        as_of_date,
        feature_name,
        min(season_index) as season_index

    from seasons

    group by 1, 2

),

measured as (

    select
        weeks.as_of_date,
        weeks.model_version,
        weeks.feature_name,
        max(weeks.total_count) as row_count,
        max(weeks.row_count) filter (where weeks.bin_number = 0)
        / max(weeks.total_count) as null_share,
        max(bins.usual_share) filter (where weeks.bin_number = 0) as usual_null_share,
        round(sum({{ stability_part('weeks.row_share', 'bins.reference_share') }}), 9)
            as population_stability_index,
        max(bins.usual_index) as usual_index,
        round(max(nearest_seasons.season_index), 9) as season_index,
        round(
            sum({{ chi_square_part('weeks.row_share', 'bins.reference_share') }})
            / (1 / max(weeks.total_count) + 1 / max(bins.effective_row_count)), 9
        ) as chi_square,
        count(*) - 1 as degrees_of_freedom

    from histograms as weeks

    inner join references_by_bin as bins
        on weeks.model_version = bins.model_version
        and weeks.feature_name = bins.feature_name
        and weeks.bin_number = bins.bin_number

    left join nearest_seasons
        on weeks.as_of_date = nearest_seasons.as_of_date
        and weeks.feature_name = nearest_seasons.feature_name

    where weeks.weeks_ago = 0

    group by 1, 2, 3

)

select * from measured
