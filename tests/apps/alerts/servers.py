"""A web server and a mail server that fail as they are told, each in a thread of its own."""

import http.server
import socketserver
import ssl
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from email import message_from_bytes
from email.message import Message
from typing import Any


@dataclass
class Received:
    """What a server took, and how it is to answer next; without a plan it takes everything."""

    plan: list[Any] = field(default_factory=list)
    address: tuple[str, int] = ("127.0.0.1", 0)
    bodies: list[bytes] = field(default_factory=list)
    headers: list[dict[str, str]] = field(default_factory=list)
    refused: dict[str, str] = field(default_factory=dict)
    commands: list[str] = field(default_factory=list)

    @property
    def mails(self) -> list[Message]:
        return [message_from_bytes(body) for body in self.bodies]

    def next_step(self) -> Any:
        return self.plan.pop(0) if self.plan else "take"


class _WebHandler(http.server.BaseHTTPRequestHandler):
    server: Any

    def do_POST(self) -> None:
        received: Received = self.server.received
        received.commands.append(self.path)
        body = self.rfile.read(int(self.headers["Content-Length"]))
        step = received.next_step()
        if step == "drop":
            return
        if step == "hang":
            self.server.released.wait(5)
            return
        if step == "half":
            self.wfile.write(b"HTTP/1.1 2")
            return
        code, answer, headers = (200, "ok", {}) if step in ("take", "lose") else step
        if code == 200:
            received.bodies.append(body)
            received.headers.append(dict(self.headers))
        if step == "lose":
            return
        self.send_response(code)
        for name, value in headers.items():
            self.send_header(name, value)
        self.end_headers()
        self.wfile.write(answer.encode())

    def log_message(self, *_: Any) -> None:
        return


class _MailHandler(socketserver.StreamRequestHandler):
    server: Any

    def say(self, line: str) -> None:
        self.wfile.write(f"{line}\r\n".encode())

    def handle(self) -> None:
        received: Received = self.server.received
        step = received.next_step()
        if step == "hang":
            self.server.released.wait(5)
            return
        if step == "busy":
            self.say("421 too many connections")
            return
        self.say("220 ready")
        while line := self.rfile.readline().decode().strip():
            verb, _, rest = line.partition(" ")
            received.commands.append(f"{verb.upper()} {rest}".strip())
            if not self.answer(line, step=step, received=received):
                return

    def answer(self, line: str, *, step: str, received: Received) -> bool:
        verb = line[:4].upper()
        recipient = line.partition("<")[2].rstrip(">")
        if verb == "RCPT" and recipient in received.refused:
            self.say(received.refused[recipient])
        elif verb == "DATA":
            if step == "cut":
                return False
            self.say("354 go on")
            received.bodies.append(self.read_message())
            if step == "lose":
                return False
            self.say("250 taken")
            return step != "rude"
        elif verb == "QUIT":
            self.say("421 goodbye" if step == "odd" else "221 bye")
            return False
        else:
            self.say("250 ok")
        return True

    def read_message(self) -> bytes:
        lines = []
        while (line := self.rfile.readline()) not in (b".\r\n", b""):
            lines.append(line)
        return b"".join(lines)


class _Web(http.server.ThreadingHTTPServer):
    daemon_threads = True


class _Mail(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True


@contextmanager
def web_server(context: ssl.SSLContext | None = None) -> Iterator[Received]:
    with _serve(_Web(("127.0.0.1", 0), _WebHandler), context=context) as received:
        yield received


@contextmanager
def mail_server() -> Iterator[Received]:
    with _serve(_Mail(("127.0.0.1", 0), _MailHandler)) as received:
        yield received


@contextmanager
def _serve(server: Any, *, context: ssl.SSLContext | None = None) -> Iterator[Received]:
    server.received = Received(address=server.server_address)
    server.released = threading.Event()
    if context:
        server.socket = context.wrap_socket(
            server.socket, server_side=True, do_handshake_on_connect=False
        )
    thread = threading.Thread(target=server.serve_forever, kwargs={"poll_interval": 0.01})
    thread.start()
    try:
        yield server.received
    finally:
        server.released.set()
        server.shutdown()
        thread.join()
        server.server_close()
