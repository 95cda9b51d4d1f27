"""`mainstay serve` and `mainstay api-key`: the publication over HTTP, and who may ask it."""

import argparse
import os
import time
from ipaddress import ip_address
from pathlib import Path

from apps.extras import require_extra
from apps.progress import report_progress
from apps.reading import add_folder, open_publication


def add_to(commands: argparse._SubParsersAction) -> None:  # type: ignore[type-arg]
    """Add the sub-commands to `commands`."""
    parser = commands.add_parser(
        "serve",
        help="answer programs over HTTP: risk, reasons, history",
        description="Keys come from the file API_KEYS_FILE or from API_KEYS (see docs/api.md).",
    )
    parser.add_argument("--host", default="127.0.0.1", help="address to listen on (127.0.0.1)")
    parser.add_argument("--port", type=int, default=8000, help="port to listen on (8000)")
    parser.add_argument(
        "--per-second", type=_rate, default=100.0, metavar="N", help="requests of a key (100)"
    )
    add_folder(parser)
    parser.set_defaults(run=serve)
    making = commands.add_parser("api-key", help="make a key for somebody who asks the API")
    making.add_argument("name", metavar="NAME", help="who will use it, such as crm-sync")
    making.add_argument(
        "--scope", action="append", metavar="SCOPE", help="customers (default), models, metrics"
    )
    making.add_argument("--file", type=Path, help="file of keys to add it to")
    making.set_defaults(run=make)


def serve(arguments: argparse.Namespace) -> str:
    """Answer until somebody ends it."""
    require_extra("api", "fastapi", "prometheus_client", "uvicorn")
    import uvicorn

    from apps.api.app import create_app
    from apps.api.keys import KeyRing
    from apps.api.limits import RateLimit

    keys = KeyRing(os.environ)
    open_publication(arguments.folder).close()
    rate = arguments.per_second
    limit = RateLimit(rate, burst=max(1, round(2 * rate)), clock=time.monotonic)
    app = create_app(arguments.folder, keys=keys, limit=limit)
    report_progress(f"Answering on http://{arguments.host}:{arguments.port} until Ctrl-C.")
    if not _is_loopback(arguments.host):
        report_progress("Others can reach this: put a proxy with a certificate before it.")
    uvicorn.run(
        app,
        host=arguments.host,
        port=arguments.port,
        log_level="warning",
        access_log=False,
        server_header=False,
        timeout_keep_alive=30,
    )
    return "Stopped."


def make(arguments: argparse.Namespace) -> str:
    """Make a key, show its secret once, and keep its hash where that was asked for.

    Raises:
        KeysError: the name is taken, or it or a scope cannot be used.
    """
    from apps.api.keys import make_key, parse_keys

    scopes = frozenset(arguments.scope or ["customers"])
    secret, key = make_key(arguments.name, scopes=scopes)
    head = f"The key, which is shown only now:\n\n  {secret}\n\n"
    if arguments.file is None:
        return f"{head}Its line for API_KEYS_FILE or API_KEYS:\n\n  {key}"
    known = arguments.file.read_text("utf-8") if arguments.file.exists() else ""
    if known and not known.endswith("\n"):
        known += "\n"
    parse_keys(f"{known}{key}", place=str(arguments.file))
    draft = arguments.file.with_name(f".{arguments.file.name}.new")
    draft.write_text(f"{known}{key}\n", encoding="utf-8")
    draft.replace(arguments.file)
    return f"{head}Its hash is in {arguments.file}."


def _rate(text: str) -> float:
    rate = float(text)
    if not 0 < rate < 1e6:
        raise argparse.ArgumentTypeError(f"{text} is no rate: say how many requests a second.")
    return rate


def _is_loopback(host: str) -> bool:
    try:
        return ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
