{#-
    Stop before the first model where the source contract does not hold as a whole: a missing table, a
    missing column, an empty table. One sentence: what, where, what to do.
-#}
{% macro require_sources() -%}
    {%- if execute and flags.WHICH in ["build", "run"] -%}
        {%- set activity = checked_choice("activity_source", ["usage_events", "invoices"]) -%}
        {%- set needed = ["customers", activity] -%}
        {%- if checked_choice("label_kind", ["subscription_end", "inactivity"])
            == "subscription_end" -%}
            {%- do needed.append("subscriptions") -%}
        {%- endif -%}
        {%- set problems = [] -%}
        {%- for row in run_query("select * from raw.source_columns") -%}
            {%- if not row["is_table_present"] and row["table_name"] in needed -%}
                {%- set problem = "The source table " ~ row["table_name"] ~ " is missing in "
                    ~ row["place"] ~ ": put " ~ row["table_name"]
                    ~ ".parquet (or .csv) there, or set RAW_PATH or RAW_SCHEMA." -%}
                {%- do problems.append(problem) if problem not in problems -%}
            {%- elif row["is_table_present"]
                and not (row["is_column_present"] or row["is_column_optional"]) -%}
                {%- do problems.append(
                    "The source column " ~ row["table_name"] ~ "." ~ row["column_name"] ~ " is missing in "
                    ~ row["place"] ~ ": add it, or rename the column that holds it."
                ) -%}
            {%- endif -%}
        {%- endfor -%}
        {%- if not problems -%}
            {%- for table in needed
                if not run_query("select 1 from raw." ~ table ~ " limit 1").rows -%}
                {%- do problems.append(
                    "The source table " ~ table ~ " has no rows: load it before the build."
                ) -%}
            {%- endfor -%}
        {%- endif -%}
        {%- if problems -%}
            {{ exceptions.raise_compiler_error(problems | join(" ")) }}
        {%- endif -%}
    {%- endif -%}
{%- endmacro %}
