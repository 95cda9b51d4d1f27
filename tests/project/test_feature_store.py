"""A catalogue of features that reads dbt's manifest finds ours, with their entity and time."""

from tests.project.conventions import own

TAG = "feature_store"


def test_every_table_of_features_says_by_whom_and_when_its_rows_are_known(manifest):
    tagged = {
        node["name"]: node
        for node in own(manifest, "nodes", of_type="model")
        if TAG in node["config"]["tags"]
    }
    assert sorted(tagged) == [
        "feat_customer_billing",
        "feat_customer_contract",
        "feat_customer_support",
        "feat_customer_usage",
        "feat_customers",
    ]
    for name, node in tagged.items():
        said = node["config"]["meta"][TAG]
        assert said == {
            "entity": "customer_id",
            "event_time": "as_of_date",
            "point_in_time": "strict",
        }, name
        typed = {column["name"]: column["data_type"] for column in node["columns"].values()}
        assert (typed[said["entity"]], typed[said["event_time"]]) == ("varchar", "date"), name
        assert all(column["description"] for column in node["columns"].values()), name
