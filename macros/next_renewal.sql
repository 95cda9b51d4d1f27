{#-
    The first renewal on or after `as_of_date`: `renews_on` rolled forward by whole months or years.
    Rolling in one step keeps the day of the month: 31 January, 28 February, 31 March.
-#}
{% macro next_renewal(renews_on, billing_period, as_of_date) -%}
    {%- set months = "(case when " ~ billing_period ~ " = 'annual' then 12 else 1 end)" -%}
    {%- set elapsed = "greatest(date_diff('month', " ~ renews_on ~ ", " ~ as_of_date ~ "), 0)" -%}
    {%- set rolled = "cast(ceil(" ~ elapsed ~ " / " ~ months ~ ") as integer) * " ~ months -%}
    cast(
        case
            when {{ renews_on }} + {{ rolled }} * interval 1 month >= {{ as_of_date }}
                then {{ renews_on }} + {{ rolled }} * interval 1 month
            else {{ renews_on }} + ({{ rolled }} + {{ months }}) * interval 1 month
        end as date
    )
{%- endmacro %}
