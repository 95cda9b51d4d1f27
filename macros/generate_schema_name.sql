{#-
    One schema per layer, by the layer's own name: `features.feat_customers` is the same on every target.
-#}
{% macro generate_schema_name(custom_schema_name, node) -%}
    {{ custom_schema_name | trim if custom_schema_name else target.schema }}
{%- endmacro %}
