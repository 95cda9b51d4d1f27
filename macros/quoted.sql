{#-
    A list of names as SQL text: `'login', 'report_built'`. A list without names matches nothing.
-#}
{% macro quoted(names) -%}
    {%- for name in names or [""] -%}
    '{{ name | replace("'", "''") }}'{{ ", " if not loop.last }}
    {%- endfor -%}
{%- endmacro %}
