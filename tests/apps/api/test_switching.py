"""A new publication is shown without a restart, and no answer is of two."""

import threading
import time

from apps.reading import ReadingError
from tests.apps.api.conftest import serving
from tests.apps.api.maker import publish_version
from warehouse import shelf


def wait_for(client, run_id):
    for _ in range(500):
        if client.get("/health").content["run_id"] == run_id:
            return
        time.sleep(0.02)
    raise ReadingError(f"{run_id} was never shown.")


def test_answers_are_of_one_publication_while_ten_are_made(tmp_path):
    publish_version(tmp_path, version=1)
    seen, broken, stop = set(), [], threading.Event()
    with serving(tmp_path) as client:

        def read():
            while not stop.is_set():
                answer = client.get("/customers/C003/risk")
                if answer.status != 200:
                    broken.append(answer)
                    continue
                content = answer.content
                said = {reason["reason_text"] for reason in content["reasons"]}
                said.add(content["customer"]["change_text"])
                version = int(content["run_id"][13:15])
                if said != {f"Version {version}."} or content["run_id"] not in str(answer.headers):
                    broken.append(content)
                seen.add(version)

        readers = [threading.Thread(target=read) for _ in range(3)]
        for reader in readers:
            reader.start()
        for version in range(2, 12):
            run_id = publish_version(tmp_path, version=version)
        wait_for(client, run_id)
        stop.set()
        for reader in readers:
            reader.join()
    assert broken == []
    assert {1, 11} <= seen


def test_a_rollback_is_followed_and_so_is_the_etag(tmp_path):
    old = publish_version(tmp_path, version=1)
    new = publish_version(tmp_path, version=2)
    with serving(tmp_path) as client:
        etag = client.get("/models/champion").headers["ETag"]
        shelf.roll_back(tmp_path, run_id=old)
        wait_for(client, old)
        assert client.get("/models/champion", headers={"If-None-Match": etag}).status == 200
        shelf.roll_back(tmp_path, run_id=new)
        wait_for(client, new)
        assert client.get("/models/champion", headers={"If-None-Match": etag}).status == 304


def test_a_list_is_read_to_its_end_from_where_it_began(tmp_path):
    publish_version(tmp_path, version=1)
    with serving(tmp_path) as client:
        first = client.get("/customers/at-risk", limit=5).content
        past = client.get("/customers/C001/history", limit=2).content
        wait_for(client, publish_version(tmp_path, version=2))
        second = client.get("/customers/at-risk", limit=5, cursor=first["next_cursor"]).content
        assert second["run_id"] == first["run_id"]
        assert {c["change_text"] for c in second["customers"]} == {"Version 1."}
        rest = client.get("/customers/C001/history", cursor=past["next_cursor"]).content
        assert rest["run_id"] == past["run_id"]
        for version in range(3, 8):
            last = publish_version(tmp_path, version=version)
        wait_for(client, last)
        gone = client.get("/customers/at-risk", limit=5, cursor=first["next_cursor"])
        assert (gone.status, "start again" in gone.content["detail"]) == (410, True)


def test_where_nothing_is_published_it_says_so(tmp_path):
    publish_version(tmp_path, version=1)
    with serving(tmp_path) as client:
        (tmp_path / shelf.CURRENT).unlink()
        answer = client.get("/health")
        assert (answer.status, answer.content["status"]) == (503, 503)
