"""What the addresses answer, from one publication."""

import pytest

from apps.api.keys import make_key
from tests.apps.api.conftest import KEY, serving
from tests.apps.api.maker import columns_of


def test_a_customer_has_its_row_of_the_list_and_its_reasons(client):
    answer = client.get("/customers/C003/risk").content
    assert answer["run_id"] == "20260601T000001Z-run"
    assert answer["customer"]["customer_id"] == "C003"
    assert answer["customer"]["as_of_date"] == "2026-06-01"
    assert set(answer["customer"]) == {c["name"] for c in columns_of("rpt_customers_at_risk")}
    assert [reason["reason_rank"] for reason in answer["reasons"]] == [1, 2, 3]


@pytest.mark.parametrize("path", ["/customers/C999/risk", "/customers/c003/history"])
def test_an_unknown_customer_is_a_problem_in_a_sentence(client, path):
    answer = client.get(path)
    assert answer.status == 404
    assert answer.headers["Content-Type"] == "application/problem+json"
    assert "ETag" not in answer.headers
    assert answer.content["detail"].startswith("No customer of this id is ")


def test_the_list_is_of_the_tier_high_with_the_most_money_first(client):
    customers = client.get("/customers/at-risk").content["customers"]
    assert {customer["risk_tier"] for customer in customers} == {"high"}
    ranks = [customer["money_rank"] for customer in customers]
    assert ranks == sorted(ranks)
    assert "C004" not in [customer["customer_id"] for customer in customers]


@pytest.mark.parametrize(
    ("asked", "holds"),
    [
        ({"owner": "owner-1@streamflow.example"}, lambda c: c["account_owner_email"][6] == "1"),
        ({"min_probability": "0.5"}, lambda c: c["churn_probability"] >= 0.5),
        ({"tier": "low"}, lambda c: c["risk_tier"] == "low"),
        ({"industry": "text", "region": "text"}, lambda c: c["industry"] == "text"),
        ({"renewal_within_days": "1"}, lambda c: c["days_until_renewal"] <= 1),
    ],
)
def test_a_filter_keeps_who_meets_it_and_nobody_else(client, asked, holds):
    everybody = client.get("/customers/at-risk", tier=["high", "low"]).content["customers"]
    kept = client.get("/customers/at-risk", **({"tier": ["high", "low"]} | asked)).content
    expected = [c["customer_id"] for c in everybody if holds(c)]
    assert [c["customer_id"] for c in kept["customers"]] == expected
    assert expected


def test_a_filter_that_nobody_meets_gives_an_empty_page(client):
    answer = client.get("/customers/at-risk", renewal_within_days=0).content
    assert (answer["customers"], answer["next_cursor"]) == ([], None)


@pytest.mark.parametrize("order", ["money", "risk"])
@pytest.mark.parametrize("limit", [1, 7, 40])
def test_pages_put_together_are_the_list(client, order, limit):
    asked = {"tier": ["high", "low"], "order": order}
    whole = client.get("/customers/at-risk", **asked, limit=500).content["customers"]
    pages, cursor = [], None
    while True:
        more = {"cursor": cursor} if cursor else {}
        page = client.get("/customers/at-risk", **asked, limit=limit, **more).content
        assert len(page["customers"]) <= limit
        pages += page["customers"]
        cursor = page["next_cursor"]
        if cursor is None:
            break
    assert pages == whole
    assert len(whole) == 39


def test_history_goes_back_page_by_page(client):
    first = client.get("/customers/C001/history", limit=3).content
    rest = client.get("/customers/C001/history", cursor=first["next_cursor"]).content
    dates = [score["as_of_date"] for score in [*first["scores"], *rest["scores"]]]
    assert dates == ["2026-06-01", "2026-05-25", "2026-05-18", "2026-05-11", "2026-05-04"]
    assert rest["next_cursor"] is None
    before = client.get("/customers/C001/history", before="2026-05-18").content["scores"]
    assert [score["as_of_date"] for score in before] == dates[3:]


def test_the_champion_comes_with_its_metrics_and_no_number_is_null(client):
    answer = client.get("/models/champion").content
    assert answer["champion"]["model_version"] == "m1"
    assert [metric["metric_value"] for metric in answer["metrics"]] == [0.5, None, 0.5]


def test_a_cursor_of_other_filters_is_refused(client):
    cursor = client.get("/customers/at-risk", limit=1).content["next_cursor"]
    answer = client.get("/customers/at-risk", tier="low", cursor=cursor)
    assert (answer.status, "other filters" in answer.content["detail"]) == (400, True)


@pytest.mark.parametrize(
    ("asked", "sentence"),
    [
        ({"limit": "0"}, "limit is '0'"),
        ({"tiers": "high"}, "There is no parameter 'tiers'"),
        ({"tier": "extreme"}, "'extreme'"),
        ({"min_probability": "nan"}, "min_probability is 'nan'"),
        ({"cursor": "not/one"}, "cursor is 'not/one'"),
        ({"cursor": "abc"}, "none of ours"),
        ({"limit": "1_0"}, "limit is '1_0'"),
        ({"has_crossed_up": "1"}, "has_crossed_up is '1'"),
    ],
)
def test_what_does_not_fit_is_named(client, asked, sentence):
    answer = client.get("/customers/at-risk", **asked)
    assert answer.status in (400, 422)
    assert sentence in answer.content["detail"]


def test_whoever_has_this_publication_gets_304(client):
    etag = client.get("/customers/C003/risk").headers["ETag"]
    for asked in (etag, f"W/{etag}", f'"other", {etag}', "*"):
        answer = client.get("/customers/C003/risk", headers={"If-None-Match": asked})
        assert (answer.status, answer.text, answer.headers["ETag"]) == (304, "", etag)
    assert client.get("/customers/C003/risk", headers={"If-None-Match": '"other"'}).status == 200
    # A precondition counts only where the answer would be one.
    assert client.get("/customers/C999/risk", headers={"If-None-Match": "*"}).status == 404


@pytest.mark.parametrize("secret", [None, "", "mainstay_wrong", "\x7f", KEY.digest])
def test_without_a_key_nothing_is_told(client, secret):
    for path in ("/customers/C003/risk", "/customers/at-risk", "/models/champion", "/metrics"):
        answer = client.get(path, secret=secret)
        assert answer.status == 401
        assert answer.headers["WWW-Authenticate"] == "Bearer"
        assert "C003" not in answer.text


def test_a_key_opens_what_its_scopes_name(published):
    secret, key = make_key("reporting", scopes=frozenset({"models"}))
    with serving(published, keys=str(key)) as client:
        assert client.get("/models/champion", secret=secret).status == 200
        refused = client.get("/customers/C003/risk", secret=secret)
        assert refused.status == 403
        assert "lacks the scope customers" in refused.content["detail"]


def test_who_asks_too_often_is_told_when_to_come_back(published):
    with serving(published, per_second=2) as client:
        statuses = [client.get("/models/champion").status for _ in range(4)]
        assert statuses.count(429) >= 1
        refused = client.get("/models/champion")
        assert refused.headers["Retry-After"] == "1"
        assert client.get("/health", secret=None).status == 200


def test_nothing_else_is_answered_in_another_form(client):
    for path, method, status in (("/nothing", "GET", 404), ("/health", "DELETE", 405)):
        answer = client.get(path, method=method)
        assert answer.status == answer.content["status"] == status
        assert answer.headers["Content-Type"] == "application/problem+json"
    assert client.get("/health", method="DELETE").headers["Allow"] == "GET"


def test_metrics_count_routes_and_not_customers(client):
    client.get("/customers/C003/risk")
    text = client.get("/metrics").text
    assert 'route="/customers/{customer_id}/risk",status="200"' in text
    assert 'run_id="20260601T000001Z-run"' in text
    assert "C003" not in text


def test_the_description_takes_types_and_meanings_from_the_publication(client):
    schemas = client.get("/openapi.json").content["components"]["schemas"]
    probability = schemas["Risk"]["properties"]["churn_probability"]
    assert probability["description"] == "What churn_probability means."
    assert probability["type"] == ["number", "null"]
    assert schemas["Risk"]["properties"]["customer_id"]["type"] == "string"
    assert set(schemas["Risk"]["properties"]) == {
        c["name"] for c in columns_of("rpt_customers_at_risk")
    }
