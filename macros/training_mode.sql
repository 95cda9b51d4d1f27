{#-
    Whether this run may train. A pull request never waits for training: on the `ci` target `auto` is `never`.
-#}
{% macro training_mode() -%}
    {{ return("never" if target.name == "ci" else checked_choice("training", ["auto", "never"])) }}
{%- endmacro %}
