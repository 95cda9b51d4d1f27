{#-
    The grain of a table: no two rows share these columns, and none of them is null. Where rows of a date
    are written once, `dates` names the model with the dates that this run wrote: what an earlier run
    wrote was asked then.
-#}
{% test unique_combination(model, columns, dates=none) %}
select
    {{ columns | join(", ") }},
    count(*) as row_count
from {{ model }}
{% if dates -%}
where as_of_date in (select written.as_of_date from {{ ref(dates) }} as written)
{% endif -%}
group by {{ columns | join(", ") }}
having count(*) > 1 or {{ columns | join(" is null or ") }} is null
{% endtest %}
