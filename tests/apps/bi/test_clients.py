"""Clients that people have read publications while others are made, and never see a mix."""

import json
import subprocess
import sys
import time

import pytest

from benchmarks import clients
from warehouse import shelf

PAIR = """
    select (select min(version) from fct_scores) as first_scores,
        (select max(version) from fct_scores) as last_scores,
        (select min(version) from rpt_risk) as first_risk,
        (select max(version) from rpt_risk) as last_risk,
        (select count(*) from fct_scores) as scores, (select count(*) from rpt_risk) as risks
"""
PUBLICATIONS, SECONDS_BETWEEN = 10, 0.5


@pytest.mark.usefixtures("publish")
@pytest.mark.parametrize("name", clients.CLIENTS)
def test_a_client_reads_what_is_current(folder, name):
    ((*versions, scores, risks),) = clients.CLIENTS[name](str(folder / shelf.CURRENT), PAIR)
    assert (versions, scores, risks) == ([1] * 4, 500, 500)


def test_clients_in_loops_see_whole_publications_only(folder, publish):
    current = str(folder / shelf.CURRENT)
    readers = [
        subprocess.Popen(  # noqa: S603 (no shell, and nothing comes from outside)
            [sys.executable, "-W", "ignore", clients.__file__, name, current, PAIR],
            stdin=subprocess.PIPE,
            stdout=subprocess.PIPE,
            text=True,
        )
        for name in clients.CLIENTS
    ]
    try:
        for number in range(2, 2 + PUBLICATIONS):
            publish(number)
            time.sleep(SECONDS_BETWEEN)
    finally:
        told = [json.loads(reader.communicate(timeout=30)[0]) for reader in readers]
    whole = {
        json.dumps([[*[str(version)] * 4, "500", "500"]]) for version in range(1, 2 + PUBLICATIONS)
    }
    for answers in told:
        assert answers
        assert set(answers) <= whole
    assert len({answer for answers in told for answer in answers}) > 2
