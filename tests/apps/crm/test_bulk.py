"""Many tasks, by the bulk interface."""

from tests.apps.crm.maker import HOSTILE, a_task, publish
from tests.apps.crm.org import KEY


def test_many_tasks_are_one_job(push, org, published, monkeypatch):
    monkeypatch.setattr("apps.crm.salesforce.COLLECTION", 2)
    monkeypatch.setattr("apps.crm.salesforce.BULK_ABOVE", 5)
    monkeypatch.setattr("simple_salesforce.bulk2.sleep", lambda _: None)
    tasks = [a_task(number, team=None, task_subject=HOSTILE) for number in range(1, 8)]
    publish(published, *tasks)
    refused = tasks[3].task_id
    org.refused = {refused: {"statusCode": "STRING_TOO_LONG", "message": "Subject, a\nlong one"}}
    code, told = push("--send")
    assert code == 1
    assert f"  1 of them, such as {refused}: STRING_TOO_LONG:Subject, a long one." in told
    assert len(org.jobs) == 1
    assert not org.batches
    assert len(org.records) == 6
    assert "\n- Logins fell" in org.records[0]["Description"]
    assert org.records[0]["Mainstay_Team__c"] is None
    org.refused = {}
    assert push("--send")[0] == 0
    assert len({record[KEY] for record in org.records}) == len(org.records) == 7
    assert org.batches == [1]
