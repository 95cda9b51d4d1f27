{#-
    A date given with --vars, refused unless it reads YYYY-MM-DD: no free text reaches SQL.
-#}
{% macro checked_date(value) -%}
    {%- if not modules.re.fullmatch("[0-9]{4}-[0-9]{2}-[0-9]{2}", value | string) -%}
        {{ exceptions.raise_compiler_error(
            "The var as_of_date is '" ~ value ~ "': give a date as YYYY-MM-DD, or auto."
        ) }}
    {%- endif -%}
    {{ value }}
{%- endmacro %}
