"""The promise and the programmes: what is not known is said so, and no number stands alone."""

import duckdb
import pytest

from apps.dashboard.promises import kept, saved

TABLES = """
    create table rpt_kpi_scorecard as
    select date '2026-04-01' as month_starts_on, 'churn' as kpi_id,
        'logo_churn_rate' as metric_name, 'We promise.' as statement, 0.11e0 as metric_value,
        0.09 as ci_low, 0.13 as ci_high, 0.12 as baseline_value, 0.092 as target_value,
        'behind' as pace, date '2026-12-31' as deadline_on, 'sales' as owner;
    insert into rpt_kpi_scorecard
        select * replace (date '2026-05-01' as month_starts_on, 0.09 as metric_value,
            'reached' as pace)
        from rpt_kpi_scorecard;
    insert into rpt_kpi_scorecard
        select * replace (null as kpi_id, 'mrr_churn_rate' as metric_name)
        from rpt_kpi_scorecard;
    create table rpt_savings as
    select 'policy:1' as policy, date '2026-06-01' as began_on_date,
        null::decimal(18, 2) as before_after_mrr_usd, null::decimal(18, 2) as measured_mrr_usd,
        null::decimal(18, 2) as measured_low_usd, null::decimal(18, 2) as measured_high_usd,
        'not_enough_data' as verdict, null::decimal(18, 2) as agreed_mrr_usd;
    insert into rpt_savings values
        ('campaign:spring', date '2026-03-01', -100, 500, -20, 1020, 'no_effect_shown', 0);
    create table rpt_campaign_effect as
    select 'campaign:spring' as policy, 'all' as segment_name, 'adjusted' as method,
        2.5e0 as difference_pp, -0.5e0 as ci_low, 5.5e0 as ci_high;
    insert into rpt_campaign_effect values ('campaign:spring', 'all', 'unadjusted', 9, 8, 10);
    insert into rpt_campaign_effect values ('campaign:spring', 'region', 'adjusted', 9, 8, 10)
"""


@pytest.fixture
def connection():
    with duckdb.connect() as connection:
        connection.execute(TABLES)
        yield connection


def test_the_newest_month_stands_against_what_was_promised(connection):
    section = kept(connection)
    assert section is not None
    (tile,) = section.tiles
    assert (tile.value, tile.tone) == ("9.0%", "good")
    assert tile.note == "9% to 13%; promised 9.2% by 31 Dec 2026: the target is reached"


def test_the_adjusted_effect_of_the_whole_is_quoted_with_its_interval(connection):
    section = saved(connection)
    assert section is not None
    young, spring = section.tables[0].rows
    assert [getattr(cell, "text", cell) for cell in spring] == [
        *("campaign:spring", "2.5", "not told from chance", "-$100", "$500", "$0"),
    ]
    assert [getattr(cell, "note", "") for cell in spring][1] == "-0.5 to 5.5"
    assert [getattr(cell, "text", cell) for cell in young][3:] == [
        *("not enough data", "not enough data", "nothing yet"),
    ]


def test_nothing_promised_and_nobody_drawn_is_no_section(connection):
    connection.execute("delete from rpt_savings; delete from rpt_kpi_scorecard")
    assert kept(connection) is None
    assert saved(connection) is None
