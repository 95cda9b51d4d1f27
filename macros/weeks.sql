{#-
    The Monday that ends the week of `moment`, which is also the first Monday on which it is known.
    Whole-number arithmetic on days takes a third of the time of date_trunc.
-#}
{% macro week_ends_on(moment) -%}
    (
        date '1970-01-05'
        + cast(7 * ((cast({{ moment }} as date) - date '1970-01-05') // 7 + 1) as integer)
    )
{%- endmacro %}

{#-
    Where the bins of a newest date that is no Monday begin: a Monday at least twelve weeks before it, so that
    the weekly bins before it and they add up to a life.
-#}
{% macro newest_bins_begin_on(as_of_date) -%}
    {{ week_ends_on(as_of_date ~ ' - 91') }}
{%- endmacro %}

{#-
    The newest date where it is no Monday, and nothing where it is one. It is put into the SQL as a value, by which
    DuckDB skips what it need not read.
-#}
{% macro mid_week_date() -%}
    {%- set as_of_dates = ref('int_as_of_dates') -%}
    {%- if execute -%}
    {%- set newest = "select max(as_of_date) from " ~ as_of_dates ~ " where not is_weekly" -%}
    {%- set mid_week = run_query(newest).rows[0][0] -%}
    {{ return("date '" ~ mid_week ~ "'" if mid_week else '') }}
    {%- endif -%}
    {{ return('') }}
{%- endmacro %}
