{#-
    Why a score moved, in a sentence: the customer, or the model.
-#}
{% macro change_text(change, strongest) -%}
    case
        when abs({{ change }}.change_pp) < 1 then 'Little change.'
        when abs({{ change }}.model_change_pp) > abs({{ change }}.customer_change_pp)
            then format(
                '{:+.0f} points, mostly because the model was trained again.', {{ change }}.change_pp
            )
        when {{ strongest }}.driver_moved_pp * {{ change }}.change_pp > 0
            then format('{:+.0f} points. ', {{ change }}.change_pp) || {{ strongest }}.driver_text
        else format('{:+.0f} points, from many small changes of the customer.', {{ change }}.change_pp)
    end
{%- endmacro %}
