{#-
    What one customer did in one bin of seven days that ends at `bin_ends_on`. Days and event names are kept
    as bit masks, so that none is counted twice: bit 0 is the bin's last day.
-#}
{% macro usage_measures() -%}
    count(*) as event_count,
    {% for measure, names in [
        ('login', var('login_event_names')),
        ('critical', var('critical_event_names')),
    ] -%}
    count(*) filter (where event_name in ({{ quoted(names) }})) as {{ measure }}_count,
    count(*) filter (where event_name in ({{ quoted(names) }}) and days_before_end < 2)
        as {{ measure }}_count_last_2d,
    bit_or(day_bit) filter (where event_name in ({{ quoted(names) }})) as {{ measure }}_days,
    {% endfor -%}
    count(*) filter (
        where event_name in ({{ quoted(var('collaboration_event_names')) }})
    ) as collaboration_count,
    count(*) filter (
        where event_name in ({{ quoted(var('friction_event_names')) }})
    ) as friction_count,
    count(*) filter (where event_name in ({{ quoted(var('intent_event_names')) }})) as intent_count,
    count(*) filter (where extract(isodow from occurred_at) >= 6) as weekend_count,
    -- 64-bit hashes are told apart faster than texts, and take less memory.
    count(distinct hash(user_id)) as user_count,
    bit_or(day_bit) as active_days,
    bit_or(event_name_bit) as event_names
{%- endmacro %}

{#-
    An event's day and name as the bits that the measures are taken of.
-#}
{% macro event_bits(event_names) -%}
    cast(bin_ends_on - cast(occurred_at as date) - 1 as smallint) as days_before_end,
    cast(1 as smallint) << days_before_end as day_bit,
    -- A mask holds 63 names; further ones share the last bit.
    cast(1 as bigint) << (least(list_position({{ event_names }}, event_name), 63) - 1)
        as event_name_bit
{%- endmacro %}

{#-
    The measures that windows of 7, 28 and 84 days add up from bins.
-#}
{% macro window_measures() -%}
    {{ return({
        7: ['event', 'login', 'critical', 'active_day', 'user'],
        28: [
            'event', 'login', 'critical', 'collaboration', 'friction', 'intent', 'weekend', 'active_day',
            'user',
        ],
        84: ['event', 'login', 'critical', 'active_day', 'user'],
    }) }}
{%- endmacro %}

{#-
    Bins of one customer, each `weeks_ago` weeks older than the date, added up to windows. Thirty days are
    four weeks and two days of the fifth.
-#}
{% macro windows_of_bins() -%}
    {% for days, measures in window_measures().items() -%}
    {% for measure in measures -%}
    sum({{ measure }}_count) filter (where weeks_ago < {{ days // 7 }})
        as {{ measure }}_count_{{ days }}d,
    {% endfor -%}
    {% endfor -%}
    {% for measure in ['login', 'critical'] -%}
    coalesce(sum({{ measure }}_count_last_2d) filter (where weeks_ago = 4), 0)
        as {{ measure }}_count_week_5,
    {% endfor -%}
    bit_or(event_names) filter (where weeks_ago < 4) as event_names_28d,
    bit_or(event_names) filter (where weeks_ago < 12) as event_names_84d
{%- endmacro %}

{#-
    Bins of one customer added up to a life.
-#}
{% macro life_of_bins() -%}
    sum(event_count) as event_count_lifetime,
    sum(active_day_count) as active_day_count_lifetime,
    min(first_event_on) as first_event_on,
    {% for measure in ['event', 'login', 'critical'] -%}
    max(last_{{ measure }}_on) as last_{{ measure }}_on{{ "," if not loop.last }}
    {% endfor -%}
{%- endmacro %}

{#-
    The first and last days on which something happened, from a bin's masks of days.
-#}
{% macro days_of_bins() -%}
    bin_ends_on - 1 - cast(floor(log2(active_days)) as integer) as first_event_on,
    {% for measure, days in [
        ('event', 'active_days'), ('login', 'login_days'), ('critical', 'critical_days'),
    ] -%}
    bin_ends_on - 1 - cast(bit_count(({{ days }} & -{{ days }}) - 1) as integer)
        as last_{{ measure }}_on{{ "," if not loop.last }}
    {% endfor -%}
{%- endmacro %}
