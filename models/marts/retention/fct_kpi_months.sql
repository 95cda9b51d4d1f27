{#- What counts as moved in each metric of revenue, and what the metric is of the moved share. -#}
{%- set moved = {
    'mrr_churn_rate': ('churned_mrr_usd', '-moved_share'),
    'gross_mrr_retention': ('churned_mrr_usd + contracted_mrr_usd', '1 + moved_share'),
    'net_mrr_retention':
        ('churned_mrr_usd + contracted_mrr_usd + expanded_mrr_usd', '1 + moved_share'),
} -%}

with

movements as (

    select * from {{ ref('fct_mrr_movements') }}

),

summed as (

    select
        month_starts_on,
        count(*) filter (where is_served_at_start) as customer_count,
        count(*) filter (where movement = 'churned') as churned_count,
        {% for metric, (moved_usd, _) in moved.items() -%}
        sum({{ moved_usd }}) as {{ metric }}_usd,
        cast(sum(({{ moved_usd }}) * ({{ moved_usd }})) as double) as {{ metric }}_squares,
        cast(sum(({{ moved_usd }}) * opening_mrr_usd) as double) as {{ metric }}_products,
        {% endfor -%}
        sum(opening_mrr_usd) as opening_mrr_usd,
        cast(sum(opening_mrr_usd * opening_mrr_usd) as double) as opening_squares

    from movements

    group by 1

),

-- Who comes and goes within the month, or comes back, is in no rate: only whom it opened with.
-- Amounts differ, so that a share of revenue has the interval of a ratio of sums.
measured as (

    select
        *,
        'logo_churn_rate' as metric_name,
        churned_count / nullif(customer_count, 0) as metric_value,
        {{ wilson_bound('metric_value', 'customer_count', '-') }} as ci_low,
        {{ wilson_bound('metric_value', 'customer_count', '+') }} as ci_high

    from summed
    {% for metric, (_, value) in moved.items() %}
    union all by name

    select
        *,
        '{{ metric }}' as metric_name,
        {{ metric }}_usd / nullif(opening_mrr_usd, 0) as moved_share,
        {{ value }} as metric_value,
        1.96 * sqrt(greatest(
            {{ metric }}_squares - 2 * moved_share * {{ metric }}_products
            + moved_share * moved_share * opening_squares, 0
        )) / opening_mrr_usd as width,
        round(greatest(metric_value - width, 0), 6) as ci_low,
        round(metric_value + width, 6) as ci_high

    from summed
    {% endfor %}
),

bounded as (

    select
        month_starts_on,
        metric_name,
        customer_count,
        churned_count,
        cast(opening_mrr_usd as decimal(18, 2)) as opening_mrr_usd,
        round(metric_value, 6) as metric_value,
        ci_low,
        case when metric_name = 'net_mrr_retention' then ci_high else least(ci_high, 1) end
            as ci_high

    from measured

    where metric_value is not null

)

select * from bounded
