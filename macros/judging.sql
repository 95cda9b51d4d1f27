{#-
    What tells two rows with one id apart: the values that never change after the row was made.
-#}
{% macro fingerprint(columns) -%}
    md5(concat_ws('|', {% for column in columns -%}
        coalesce(cast({{ column }} as varchar), '~'){{ ", " if not loop.last }}
    {%- endfor %}))
{%- endmacro %}

{#-
    Each row beside the first that was seen of its id (ADR 0005): whether it came later, and whether it says the
    same. Rows that were seen at once stand in the order of what they say, which no reading order can change.
-#}
{% macro beside_first_seen(rows, id, then_by=[]) -%}
    select
        *,
        row_number() over seen > 1 as is_repeated,
        row_number() over seen > 1 and fingerprint = first_value(fingerprint) over seen as is_copy

    from {{ rows }}

    window seen as (
        partition by {{ id }}
        order by
            {{ (['recorded_at', 'fingerprint', 'malformed_column nulls first'] + then_by) | join(', ') }}
    )
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
