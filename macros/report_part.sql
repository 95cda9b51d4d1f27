{#-
    The rows of one part of a model's report (JSON in dim_model_versions), one per entry.
-#}
{% macro report_part(versions, part, columns) -%}
    select
        versions.model_version,
        versions.trained_as_of_date,
        {%- for name in columns %}
        entry.{{ name }}{{ "," if not loop.last }}
        {%- endfor %}
    from (
        select
            model_version,
            trained_as_of_date,
            unnest(from_json(
                report -> '{{ part }}',
                '[{ {%- for name, data_type in columns.items() -%}
                    "{{ name }}":"{{ data_type }}"{{ "," if not loop.last }}
                {%- endfor -%} }]'
            )) as entry
        from {{ versions }}
    ) as versions
{%- endmacro %}
