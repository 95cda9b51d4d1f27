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
