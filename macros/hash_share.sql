{#-
    A number from 0 to 1 that depends on nothing but the key: the same customers on every run and engine.
-#}
{% macro hash_share(key) -%}
    (('0x' || left(md5({{ key }}), 8)) :: bigint / 4294967296.0)
{%- endmacro %}
