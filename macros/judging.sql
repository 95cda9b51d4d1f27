{#-
    What tells two rows with one id apart: the values that never change after the row was made.
-#}
{% macro fingerprint(columns) -%}
    md5(concat_ws('|', {% for column in columns -%}
        coalesce(cast({{ column }} as varchar), '~'){{ ", " if not loop.last }}
    {%- endfor %}))
{%- endmacro %}

{#-
    What becomes of a row: an exact copy is dropped and counted, a row that breaks a rule goes to quarantine
    with its reason, the rest is loaded. The first row seen of an id stays, so that a later one with
    other values cannot change what an earlier date knew.
-#}
{% macro disposition(reason) -%}
    case
        when {{ reason }} is not null then 'quarantined'
        when is_copy then 'deduplicated'
        else 'loaded'
    end
{%- endmacro %}

{#-
    The rows of a judged table that the rest of the warehouse may use.
-#}
{% macro loaded(judged) -%}
    (select * from {{ judged }} where disposition = 'loaded')
{%- endmacro %}
