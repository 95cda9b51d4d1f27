"""Hostile texts do nothing, wherever they come in: SQL, scripts and formulas stay text."""

import hashlib
from urllib.parse import quote

import pytest

from tests.apps.api.conftest import serving
from tests.apps.api.maker import publish_version

SQL = [
    *("' or '1'='1", "' or 1=1 --", "'; drop table rpt_customers_at_risk; --", "C003'--"),
    *("C003' union select * from dim_customers --", '" or ""="', "') or ('1'='1", "1; select 1"),
    *("'; attach '/etc/passwd' as x; --", "'; copy dim_customers to '/tmp/stolen.csv'; --"),
    *("' union select content from read_text('/etc/passwd') --", "$customer_id", "$1", "?", "%"),
    *("'; install httpfs; load httpfs; --", "'; set lock_configuration=false; --", "_", "C00%"),
    *("'; pragma database_list; --", "' || (select version()) || '", "\\'; select 1; --", "C003\0"),
    *("'/**/or/**/1=1--", "' and sleep(9) --", "' or exists(select 1) --", "{{ ref('x') }}"),
    *("' group by 1 having 1=1 --", "'; call checkpoint(); --", "';export database '/tmp/x';--"),
    *("' or customer_id like '%", "x' or customer_id is not null --", "\u02bc or 1=1 --", "C003;"),
    *("' union all select * from duckdb_secrets() --", "'; create table t(i int); --", "''"),
    *("'; update dim_customers set mrr_usd = 0; --", "'; delete from manifest; --", "0x27 or 1"),
    *("' or (select count(*) from duckdb_settings()) > 0 --", "null", "'; use memory; --"),
]
SCRIPTS = [
    *("<script>alert(1)</script>", "<img src=x onerror=alert(1)>", '"><svg onload=alert(1)>'),
    *("javascript:alert(1)", "</script><script>alert(1)//", "<iframe src=//evil.example>", "<!--"),
    *("{{7*7}}", "${7*7}", "<%= 7*7 %>", "#{7*7}", "{% raw %}", "'-alert(1)-'", "&lt;b&gt;"),
    *("\u2028alert(1)", "\u202egnp.exe", "<math><mtext></mtext></math>", "a\r\nSet-Cookie: x=1"),
    *("=1+1", '=HYPERLINK("http://evil.example")', "=cmd|' /C calc'!A0", "+1+1", "-1+1"),
    *("@SUM(A1)", "\t=1+1", "\r=1+1", '=IMPORTXML("http://evil.example")', "%0A=1+1", "|calc"),
    *('=DDE("cmd")', "\uff1d1+1"),
]


def fingerprint(folder):
    return {path: hashlib.sha256(path.read_bytes()).hexdigest() for path in folder.glob("*.duckdb")}


def test_there_are_enough_of_them():
    assert len(set(SQL)) >= 40
    assert len(set(SCRIPTS)) >= 30


@pytest.mark.parametrize("text", [*SQL, *SCRIPTS])
def test_as_an_id_it_is_an_unknown_customer(client, published, text):
    before = fingerprint(published)
    for question in ("risk", "history"):
        answer = client.get(f"/customers/{quote(text, safe='')}/{question}")
        assert answer.status == 404
        assert "<" not in answer.text
    assert fingerprint(published) == before


@pytest.mark.parametrize("text", [*SQL, *SCRIPTS])
def test_as_a_filter_it_lets_nobody_through(client, published, text):
    before = fingerprint(published)
    for name in ("owner", "region"):
        answer = client.get("/customers/at-risk", **{name: text})
        assert (answer.status, answer.content["customers"]) == (200, [])
    for name in ("tier", "limit", "cursor", text):
        answer = client.get("/customers/at-risk", **{name: text})
        assert answer.status in (400, 422)
        assert answer.headers["Content-Type"] == "application/problem+json"
        assert not set("<>&\r\n") & set(answer.text)
        assert "Traceback" not in answer.text
    assert fingerprint(published) == before


def test_as_a_name_in_the_data_it_arrives_as_it_is_and_as_json(tmp_path):
    names = [*SQL, *SCRIPTS]
    publish_version(tmp_path, version=1, names=names, customers=len(names))
    with serving(tmp_path) as client:
        answer = client.get("/customers/at-risk", tier=["high", "low"], limit=500)
        arrived = {customer["customer_name"] for customer in answer.content["customers"]}
        assert arrived | {names[4]} == set(names)
        assert answer.headers["Content-Type"] == "application/json"
        assert answer.headers["X-Content-Type-Options"] == "nosniff"
        assert not set("<>&\u2028") & set(answer.text)
