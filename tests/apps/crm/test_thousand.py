"""A thousand crossings through an org that fails in every way, and a pusher killed twice."""

import json
import random
import re
import sqlite3
import subprocess
import sys

from tests.apps.crm.maker import a_task, publish
from tests.apps.crm.org import KEY

TASKS = [a_task(number) for number in range(1, 1001)]
# Each in one of ten requests, so that few of them go well.
FAULTS = (
    *((429, "slow down", {"Retry-After": "0"}), (500, "oops", {})),
    *("hang", "late_hang", "late_drop", "half", "twice"),
)
# Small batches, so that there are many requests; nobody waits between attempts.
PUSHER = """
import sys, time
import apps.crm.salesforce, apps.crm.salesforce_client
from apps.cli import main
apps.crm.salesforce.COLLECTION = 25
apps.crm.salesforce_client.TIMEOUT_SECONDS = 0.3
time.sleep = lambda _: None
sys.exit(main(sys.argv[1:]))
"""


def chosen(seed):
    dice = random.Random(seed)  # noqa: S311 - of a test
    return lambda: dice.choices([*FAULTS, "take"], [1] * len(FAULTS) + [10 - len(FAULTS)])[0]


def pusher(published, *, root):
    return subprocess.Popen(  # noqa: S603 - ours
        [sys.executable, "-c", PUSHER, "crm", "push", "--in", str(published), "--send"],
        cwd=root,
        stdout=subprocess.PIPE,
        stderr=subprocess.STDOUT,
        text=True,
    )


def kill_in_the_middle(published, org, *, root, how):
    """Push, and kill the process after some batches, while one is under way."""
    org.plan = [*["take"] * 10, (429, "slow down", {}), "half", "late_drop", "twice", "hang", how]
    org.caught.clear()
    with pusher(published, root=root) as process:
        assert org.caught.wait(20)
        process.kill()
        process.communicate()
    assert process.returncode == -9


def shown_by(dry_run):
    """Return the fields of each task as a dry run shows them."""
    tasks, fields = {}, {}
    for line in dry_run.splitlines()[1:]:
        if start := re.fullmatch(r"\+ (\w{32}) of .*", line):
            fields = tasks[start[1]] = {}
        else:
            name, _, value = line.strip().partition(": ")
            fields[name] = json.loads(value)
    return tasks


def statuses(published):
    with sqlite3.connect(published / "crm/outbox.sqlite") as connection:
        rows = connection.execute("select status, count(*) from outbox group by 1").fetchall()
    connection.close()
    return dict(rows)


def test_a_thousand_crossings_are_a_thousand_tasks(push, org, published, root):
    publish(published, *TASKS)
    shown = shown_by(push()[1])
    assert set(shown) == {task.task_id for task in TASKS}

    kill_in_the_middle(published, org, root=root, how="catch_amid")
    assert 0 < len(org.records) < 1000
    assert statuses(published)["waiting"] > 0
    # What the second one was sending is done by the org only while the third sends it again.
    kill_in_the_middle(published, org, root=root, how="catch_before")
    org.plan, org.choose = [], chosen(11)
    with pusher(published, root=root) as third:
        org.released.set()
        third.communicate()
    assert third.returncode in (0, 1)
    met = {step if isinstance(step, str) else step[0] for step in org.steps}
    assert met >= {fault if isinstance(fault, str) else fault[0] for fault in FAULTS}

    org.choose = lambda: "take"
    with pusher(published, root=root) as last:
        told = last.communicate()[0]
    assert last.returncode == 0, told
    assert statuses(published) == {"sent": 1000}
    assert sorted(record[KEY] for record in org.records) == sorted(shown)
    for record in org.records:
        assert {name: record[name] for name in shown[record[KEY]]} == shown[record[KEY]]
    assert push("--send")[1].startswith("salesforce: 0 new and 0 changed sent, 0 failed; 1,000")
