{#-
    A var that knows only some words, refused where it says another.
-#}
{% macro checked_choice(name, choices) -%}
    {%- if var(name) not in choices -%}
        {{ exceptions.raise_compiler_error(
            "The var " ~ name ~ " is '" ~ var(name) ~ "': give " ~ choices | join(" or ") ~ "."
        ) }}
    {%- endif -%}
    {{ return(var(name)) }}
{%- endmacro %}
