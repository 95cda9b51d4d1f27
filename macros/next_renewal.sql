{#-
    The first renewal on or after `as_of_date`: `renews_on` rolled forward by whole months or years.
-#}
{% macro next_renewal(renews_on, billing_period, as_of_date) -%}
    {%- set months = "case when " ~ billing_period ~ " = 'annual' then 12 else 1 end" -%}
    {%- set periods = "ceil(greatest(date_diff('month', " ~ renews_on ~ ", " ~ as_of_date ~ "), 0) / ("
        ~ months ~ "))" -%}
    cast(
        case
            when {{ renews_on }} + cast({{ periods }} * ({{ months }}) as integer) * interval 1 month
                >= {{ as_of_date }}
                then {{ renews_on }} + cast({{ periods }} * ({{ months }}) as integer) * interval 1 month
            else {{ renews_on }} + cast(({{ periods }} + 1) * ({{ months }}) as integer) * interval 1 month
        end as date
    )
{%- endmacro %}
