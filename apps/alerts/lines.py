"""Deliver notices as lines of JSON at the end of a file, whole or not at all."""

import fcntl
import json
import os
from dataclasses import dataclass
from datetime import datetime
from pathlib import Path
from typing import BinaryIO

from apps.alerts.book import Notice
from apps.alerts.wording import json_line
from apps.delivery import DeliveryError


@dataclass(frozen=True)
class LinesTarget:
    """A file of JSON lines, which other programs read and may append to."""

    path: Path

    @property
    def name(self) -> str:
        """Return the name under which receipts stand."""
        return "file"

    def deliver(self, notice: Notice, *, at: datetime) -> None:  # noqa: ARG002 - the same for all
        """Append the notice, unless an attempt that was cut off has done so.

        Raises:
            DeliveryError: The file cannot be written; it is as it was before.
        """
        try:
            self.path.parent.mkdir(parents=True, exist_ok=True)
            with self.path.open("a+b", buffering=0) as file:
                fcntl.flock(file, fcntl.LOCK_EX)
                _mend(file)
                file.seek(0)
                if not any(_key_of(line) == notice.key for line in file):
                    _append(file, json_line(notice).encode())
        except OSError as error:
            raise DeliveryError(
                f"{self.path} cannot be written ({error.strerror}).", may_succeed_later=False
            ) from error


def _key_of(line: bytes) -> object:
    try:
        row = json.loads(line)
    except ValueError:
        return None
    return row.get("key") if isinstance(row, dict) else None


def _mend(file: BinaryIO) -> None:
    """End the last line, or take away the half of a line that a killed writer left."""
    file.seek(0)
    content = file.read()
    whole, newline, tail = content.rpartition(b"\n")
    if tail and _key_of(tail) is None:
        file.truncate(len(whole + newline))
    elif tail:
        _append(file, b"\n")


def _append(file: BinaryIO, line: bytes) -> None:
    before = os.fstat(file.fileno()).st_size
    try:
        written = file.write(line)
        os.fsync(file.fileno())
    except OSError:
        file.truncate(before)
        raise
    if written != len(line):
        file.truncate(before)
        raise OSError(28, "No space left on device")
