{#-
    What counts as churn, in a name: people approve models for a definition, and another definition needs
    another approval. Models record the same name (models/ml/_ml__models.yml).
-#}
{% macro label_name() -%}
    {{ return(
        var('label_kind') ~ '_' ~ var('horizon_days') ~ 'd'
        ~ ('_after_' ~ var('lead_days') ~ 'd' if var('lead_days') else '')
        ~ ('_grace_' ~ var('grace_days') ~ 'd' if var('grace_days') else '')
    ) }}
{%- endmacro %}
