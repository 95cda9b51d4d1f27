{#-
    The arm that the draw of int_retention_draws gives a customer of a stratum, written once: nobody of
    the global control group is contacted, and of the others as many are held back as the stratum says.
-#}
{% macro drawn_arm(draws, share) -%}
    case
        when {{ draws }}.is_global_control or {{ draws }}.assignment_share < {{ share }} then 'control'
        else 'treatment'
    end
{%- endmacro %}

{#-
    The chance of being control that an arm was drawn with, the global control group included.
-#}
{% macro planned_control_share(share) -%}
    round(
        {{ var('global_control_share') }} + (1 - {{ var('global_control_share') }}) * {{ share }}, 9
    )
{%- endmacro %}
