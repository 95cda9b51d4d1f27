"""An org of Salesforce on this machine, over HTTPS, that fails as it is told.

It knows what a push and a pull use: collections, jobs of the bulk interface, and queries. Its
external id is unique, as docs/crm.md asks for.
"""

import csv
import http.server
import io
import json
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any
from urllib.parse import parse_qs, urlsplit

from tests.apps.crm.org import KEY, TOKEN, Org

PAGE = 3


class _Handler(http.server.BaseHTTPRequestHandler):
    protocol_version = "HTTP/1.1"
    server: Any

    @property
    def org(self) -> Org:
        org: Org = self.server.org
        return org

    def do_GET(self) -> None:
        path = self.begin()
        if path is None:
            return
        if path[0] == "query":
            self.answer_query(path)
            return
        job = self.org.jobs[path[2]]
        results = {"successfulResults": "taken", "failedResults": "refused"}
        if path[3:] and path[3] in results:
            self.say(200, job[results[path[3]]], kind="text/csv")
        else:
            self.say(200, {name: job[name] for name in job if name not in ("taken", "refused")})

    def do_POST(self) -> None:
        if self.begin() is None:
            return
        job_id = f"750{len(self.org.jobs)}"
        self.org.jobs[job_id] = {"id": job_id, "state": "Open", **json.loads(self.body)}
        self.say(200, self.org.jobs[job_id])

    def do_PUT(self) -> None:
        path = self.begin()
        if path is not None:
            rows = list(csv.DictReader(io.StringIO(self.body.decode(), newline="")))
            self.org.jobs[path[2]]["rows"] = rows
            self.say(201, "")

    def do_PATCH(self) -> None:
        path = self.begin()
        if path is None:
            return
        if path[0] == "jobs":
            self.end_job(self.org.jobs[path[2]])
            return
        records = json.loads(self.body)["records"]
        assert len(records) <= 200, "more than a collection holds"
        assert path == ["composite", "sobjects", "Task", KEY], path
        self.org.batches.append(len(records))
        self.take(records, step=self.org.next_step())

    def take(self, records: list[dict[str, Any]], *, step: Any) -> None:
        """Answer a collection; `late` steps have done the work before they fail."""
        org = self.org
        if isinstance(step, tuple):
            code, content, headers = step
            self.say(code, content, headers=headers)
        elif step in ("hang", "drop"):
            self.leave(step)
        elif step == "catch_before":
            org.caught.set()
            org.released.wait(20)
            org.upsert_all(records)
            self.leave("drop")
        elif step == "catch_amid":
            org.upsert_all(records[: len(records) // 2])
            org.caught.set()
            self.leave("hang")
        else:
            answers = org.upsert_all(records, locked=1 if step == "half" else 0)
            if step == "twice":
                answers = org.upsert_all(records)
            if step == "short":
                answers = answers[:-1]
            if step in ("late_hang", "late_drop"):
                self.leave(step.removeprefix("late_"))
            elif step == "late_500":
                self.say(500, [{"errorCode": "UNKNOWN_EXCEPTION", "message": "oops"}])
            else:
                self.say(200, answers)

    def leave(self, how: str) -> None:
        """Give no answer: at once, or when nobody waits for one any more."""
        if how == "hang" and not self.org.released.wait(20):
            self.say(400, "Nobody was to wait for this.")
        self.close_connection = True

    def end_job(self, job: dict[str, Any]) -> None:
        rows = job.pop("rows")
        records = [
            {name: None if value == "#N/A" else value for name, value in row.items()}
            for row in rows
        ]
        answers = self.org.upsert_all(records)
        both = list(zip(rows, answers, strict=True))
        job["taken"] = _csv([{"sf__Id": a["id"], **row} for row, a in both if a["success"]])
        job["refused"] = _csv(
            [
                {"sf__Error": "{statusCode}:{message}".format(**a["errors"][0]), **row}
                for row, a in both
                if not a["success"]
            ]
        )
        failed = sum(not answer["success"] for answer in answers)
        job |= {"state": "JobComplete", "numberRecordsFailed": failed}
        job |= {"numberRecordsProcessed": len(rows)}
        self.say(200, {"id": job["id"], "state": "UploadComplete"})

    def answer_query(self, path: list[str]) -> None:
        if self.org.plan:
            code, content, headers = self.org.next_step()
            self.say(code, content, headers=headers)
            return
        (query,) = parse_qs(urlsplit(self.path).query).get("q", [""])
        first = int(path[1] or 0) if len(path) > 1 else 0
        if query:
            self.server.asked = query.split(" from ")[0].removeprefix("select ").split(", ")
        page = self.org.records[first : first + PAGE]
        is_last = first + PAGE >= len(self.org.records)
        told: dict[str, Any] = {"done": is_last, "totalSize": len(self.org.records)}
        told["records"] = [{name: r[name] for name in self.server.asked} for r in page]
        if not is_last:
            told["nextRecordsUrl"] = f"/services/data/v59.0/query/{first + PAGE}"
        self.say(200, told)

    def begin(self) -> list[str] | None:
        """Read the request, and return its path below the version unless it may not be asked."""
        self.body = self.rfile.read(int(self.headers.get("Content-Length") or 0))
        self.org.calls.append(f"{self.command} {self.path}")
        if self.headers["Authorization"] != f"Bearer {TOKEN}":
            told = f"Session expired or invalid: {self.headers['Authorization']}"
            self.say(401, [{"errorCode": "INVALID_SESSION_ID", "message": told}])
            return None
        return urlsplit(self.path).path.strip("/").split("/")[3:]

    def say(
        self, code: int, content: Any, *, headers: dict[str, str] | None = None, kind: str = ""
    ) -> None:
        text = content if isinstance(content, str) else json.dumps(content)
        self.send_response(code)
        for name, value in (headers or {}).items():
            self.send_header(name, value)
        self.send_header("Content-Type", kind or "application/json")
        self.send_header("Content-Length", str(len(text.encode())))
        self.end_headers()
        self.wfile.write(text.encode())

    def log_message(self, *_: Any) -> None:
        return


def _csv(rows: list[dict[str, Any]]) -> str:
    text = io.StringIO()
    writer = csv.DictWriter(text, list(rows[0]) if rows else [KEY], lineterminator="\n")
    writer.writeheader()
    writer.writerows(rows)
    return text.getvalue()


class _Server(http.server.ThreadingHTTPServer):
    daemon_threads = True

    def handle_error(self, *_: Any) -> None:
        """Say nothing of a client that was killed."""


@contextmanager
def salesforce(context: ssl.SSLContext) -> Iterator[Org]:
    server: Any = _Server(("127.0.0.1", 0), _Handler)
    server.socket = context.wrap_socket(
        server.socket, server_side=True, do_handshake_on_connect=False
    )
    host, port = server.server_address[:2]
    server.org = Org(address=f"https://{host}:{port}")
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.org
    finally:
        server.org.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
