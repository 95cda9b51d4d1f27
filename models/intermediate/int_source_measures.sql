with

source_weeks as (

    select * from {{ ref('int_source_weeks') }}

),

-- The sample count is what a share is a share of, and 1 for a count.
measured as (
    {% for rule, measure, sample_count, condition in [
        ('late_data', 'age_days', '1', 'age_days is not null'),
        ('quarantine_rise', 'quarantined_count / known_count', 'known_count', 'known_count > 0'),
        ('volume_drop', 'fresh_count', '1', "subject = 'support_tickets'"),
    ] %}
    select
        '{{ rule }}' as rule_name,
        subject,
        as_of_date,
        cast({{ measure }} as double) as measure,
        cast({{ sample_count }} as bigint) as sample_count

    from source_weeks

    where {{ condition }}

    union all
    {% endfor %}
    select * from {{ ref('int_usage_shares') }}

)

select * from measured
