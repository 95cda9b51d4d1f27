with

measures as (

    select * from {{ ref('int_source_measures') }}

    union all

    select * from {{ ref('fct_revenue_weeks') }}

),

-- Usual is the median of the quarter before, which one bad month does not move.
with_past as (

    select
        *,
        median(measure) over quarter as usual_measure,
        count(*) over quarter as week_count

    from measures

    window quarter as (
        partition by rule_name, subject
        order by as_of_date
        range between interval 91 day preceding and interval 7 day preceding
    )

),

-- How the same season a year before stood to the quarter before it.
seasons as (

    select
        weeks.rule_name,
        weeks.subject,
        weeks.as_of_date,
        min(past_weeks.measure / nullif(past_weeks.usual_measure, 0)) as season_ratio

    from with_past as weeks

    inner join with_past as past_weeks
        on weeks.rule_name = past_weeks.rule_name
        and weeks.subject = past_weeks.subject
        and past_weeks.as_of_date between weeks.as_of_date - 371 and weeks.as_of_date - 357

    where past_weeks.week_count >= 4

    group by 1, 2, 3

),

expected as (

    select
        with_past.*,
        with_past.usual_measure * least(coalesce(seasons.season_ratio, 1), 1) as expected_measure

    from with_past

    left join seasons
        on with_past.rule_name = seasons.rule_name
        and with_past.subject = seasons.subject
        and with_past.as_of_date = seasons.as_of_date

    where with_past.week_count >= 4

),

-- A fall must exceed four standard errors of a count besides, a rise must be enough rows.
judged as (

    select
        expected.rule_name,
        expected.subject,
        expected.as_of_date,
        expected.measure,
        expected.usual_measure,
        case limits.direction
            when 'fall'
                then expected.measure < (1 - limits.smallest_effect) * expected.expected_measure
                    and (expected.expected_measure - expected.measure) * expected.sample_count
                    > 4 * sqrt(expected.expected_measure * expected.sample_count)
            else expected.measure >= limits.smallest_effect
                and expected.measure >= limits.usual_factor * expected.usual_measure
                and expected.measure * expected.sample_count >= limits.smallest_count
        end as is_broken

    from expected

    inner join {{ ref('monitor_thresholds') }} as limits
        on expected.rule_name = limits.rule_name

)

select * from judged
