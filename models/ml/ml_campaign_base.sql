with

entries as (

    select * from {{ ref('ml_campaign_entries') }}

),

labels as (

    select * from {{ ref('feat_churn_labels') }}

),

left_in_time as (

    select distinct
        entries.customer_id,
        entries.as_of_date

    from entries

    inner join labels
        on entries.customer_id = labels.customer_id
        and entries.as_of_date < labels.churned_on_date
        and entries.as_of_date + {{ var('contact_effect_days') }} >= labels.churned_on_date

),

-- The outcome of an entry is unknown until the days of the effect, and of grace, are over.
judged as (

    select
        entries.*,
        case
            when
                entries.is_entry
                and entries.as_of_date + {{ var('contact_effect_days') + var('grace_days') }}
                <= entries.newest_as_of_date
                then cast(left_in_time.customer_id is not null as integer)
        end as has_left

    from entries

    left join left_in_time
        on entries.customer_id = left_in_time.customer_id
        and entries.as_of_date = left_in_time.as_of_date

),

counted as (

    select
        coalesce(stratum, 'all') as stratum,
        count(*) filter (where is_in_stock) as stock_count,
        count(*) filter (where is_entry and as_of_date > first_as_of_date) * 30.4375
        / nullif(max(newest_as_of_date - first_as_of_date), 0) as monthly_count,
        round(avg(has_left), 9) as churn_rate,
        round(coalesce(power(corr(rule_score, has_left), 2), 0.0), 9) as variance_reduction

    from judged

    group by grouping sets ((stratum), ())

)

select * from counted
