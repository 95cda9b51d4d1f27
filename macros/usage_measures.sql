{#-
    What one customer did in one bin of seven days that ends at `bin_ends_on`. Days and event names are kept
    as bit masks, so that a window can count them without counting one twice: bit 0 is the bin's last day.
-#}
{% macro usage_measures() -%}
    count(*) as event_count,
    count(*) filter (where event_name in ({{ quoted(var('login_event_names')) }})) as login_count,
    count(*) filter (
        where event_name in ({{ quoted(var('login_event_names')) }}) and days_before_end < 2
    ) as login_count_last_2d,
    count(*) filter (
        where event_name in ({{ quoted(var('critical_event_names')) }})
    ) as critical_count,
    count(*) filter (
        where event_name in ({{ quoted(var('critical_event_names')) }}) and days_before_end < 2
    ) as critical_count_last_2d,
    count(*) filter (
        where event_name in ({{ quoted(var('collaboration_event_names')) }})
    ) as collaboration_count,
    count(*) filter (
        where event_name in ({{ quoted(var('friction_event_names')) }})
    ) as friction_count,
    count(*) filter (where event_name in ({{ quoted(var('intent_event_names')) }})) as intent_count,
    count(*) filter (where extract(isodow from occurred_at) >= 6) as weekend_count,
    count(distinct user_id) as user_count,
    bit_or(1 << days_before_end) as active_days,
    bit_or(event_name_bit) as event_names,
    min(occurred_at) as first_event_at,
    max(occurred_at) as last_event_at,
    max(occurred_at) filter (
        where event_name in ({{ quoted(var('login_event_names')) }})
    ) as last_login_at,
    max(occurred_at) filter (
        where event_name in ({{ quoted(var('critical_event_names')) }})
    ) as last_critical_at
{%- endmacro %}
