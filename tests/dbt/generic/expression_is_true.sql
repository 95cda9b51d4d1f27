{#-
    An equation of the business that every row must keep; unknown counts as kept.
-#}
{% test expression_is_true(model, expression) %}
select *
from {{ model }}
where not ({{ expression }})
{% endtest %}
