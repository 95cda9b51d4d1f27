{#-
    Whether this run may train. A pull request never waits for training: on the `ci` target `auto` is `never`.
-#}
{% macro training_mode() -%}
    {%- if var("training") not in ["auto", "never"] -%}
        {{ exceptions.raise_compiler_error(
            "The var training is '" ~ var("training") ~ "': give auto or never."
        ) }}
    {%- endif -%}
    {{ return("never" if target.name == "ci" else var("training")) }}
{%- endmacro %}
