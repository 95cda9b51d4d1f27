"""Readers never wait and never see half."""

import json
import threading
from pathlib import Path

import duckdb

from tests.warehouse.maker import ask, publish_version
from warehouse import shelf


class Reader(threading.Thread):
    """Opens what is current again and again, as a BI tool does, and notes what it sees."""

    def __init__(self, folder: Path) -> None:
        super().__init__()
        self.folder, self.seen, self.halves, self.stop = folder, set(), [], threading.Event()

    def run(self) -> None:
        while not self.stop.is_set():
            versions = ask(
                self.folder,
                "select 'scores', version, count(*) from fct_scores group by 2 union all"
                " select 'risk', version, count(*) from rpt_risk group by 2",
            )
            manifest = json.loads((self.folder / shelf.MANIFEST).read_text())
            for table in manifest["tables"]:
                with duckdb.connect() as connection:
                    rows = connection.read_parquet(str(self.folder / table["path"]))
                    counts = rows.aggregate("version, count(*)").fetchall()
                versions += [(table["table_name"], *count) for count in counts]
            database, parquet = versions[:2], versions[2:]
            for pair in (database, parquet):
                if len(pair) != 2 or len({row[1:] for row in pair}) != 1 or pair[0][2] != 500:
                    self.halves.append(versions)
            self.seen.add(database[0][1])


def test_readers_in_a_loop_see_only_whole_publications(session, folder):
    publish_version(session, folder=folder, number=1)
    reader = Reader(folder)
    reader.start()
    for number in range(2, 12):
        publish_version(session, folder=folder, number=number)
    reader.stop.set()
    reader.join()
    assert reader.halves == []
    assert len(reader.seen) > 2
