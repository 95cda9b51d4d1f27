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

-- Customers who come and go within the month, or come back, are in no rate. A share of customers has
-- Wilson's interval; one of revenue, whose amounts differ, that of a ratio of sums.
measured as (

    select
        *,
        'logo_churn_rate' as metric_name,
        churned_count / nullif(customer_count, 0) as metric_value,
        (metric_value + 1.9208 / customer_count) / (1 + 3.8416 / customer_count) as center,
        1.96 * sqrt(
            metric_value * (1 - metric_value) / customer_count
            + 0.9604 / (customer_count * customer_count)
        ) / (1 + 3.8416 / customer_count) as width

    from summed
    {% for metric, (_, value) in moved.items() %}
    union all by name

    select
        *,
        '{{ metric }}' as metric_name,
        {{ metric }}_usd / nullif(opening_mrr_usd, 0) as moved_share,
        {{ value }} as metric_value,
        metric_value as center,
        1.96 * sqrt(greatest(
            {{ metric }}_squares - 2 * moved_share * {{ metric }}_products
            + moved_share * moved_share * opening_squares, 0
        )) / opening_mrr_usd as width

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
        round(greatest(center - width, 0), 6) as ci_low,
        round(
            least(center + width, case when metric_name != 'net_mrr_retention' then 1 end), 6
        ) as ci_high

    from measured

    where metric_value is not null

)

select * from bounded
