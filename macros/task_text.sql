{#-
    A task's own key: the same crossing is the same task wherever and whenever it is sent. A hash, since
    systems compare keys without regard to case, and customer ids may differ in nothing else.
-#}
{% macro task_id(crossings) -%}
    md5(concat_ws(
        '|', {{ crossings }}.customer_id, '{{ var("retention_policy") }}', {{ crossings }}.as_of_date
    ))
{%- endmacro %}

{#-
    Everything that a row says, in one word.
-#}
{% macro row_hash(rows) -%}
    md5(cast(to_json({{ rows }}) as varchar))
{%- endmacro %}

{#-
    What a task is about, in the line that people see in their list.
-#}
{% macro task_subject(crossings) -%}
    format(
        'High churn risk: {} ({:.0f}%, before {:.0f}%)',
        coalesce({{ crossings }}.customer_name, {{ crossings }}.customer_id),
        100 * {{ crossings }}.churn_probability,
        100 * {{ crossings }}.previous_churn_probability
    )
{%- endmacro %}
