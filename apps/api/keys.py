"""Who may ask for what: keys of which only the hash is kept.

A key is 256 random bits, so a plain SHA-256 of it cannot be guessed back; a slow hash would
protect passwords that people choose, and cost every request.
"""

import hashlib
import logging
import os
import re
import secrets
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path
from typing import Final

SCOPES: Final = ("customers", "models", "metrics")
PREFIX: Final = "mainstay_"
FILE_SETTING: Final = "API_KEYS_FILE"
SETTING: Final = "API_KEYS"
NAME: Final = re.compile(r"[a-z0-9][a-z0-9_-]{0,39}")
DIGEST: Final = re.compile(r"[0-9a-f]{64}")
_log = logging.getLogger(__name__)


class KeysError(Exception):
    """Report keys that cannot be used, and what to do."""


@dataclass(frozen=True)
class Key:
    """Somebody who may ask, without the secret."""

    name: str
    scopes: frozenset[str]
    digest: str

    def __str__(self) -> str:
        """Return the line of a file of keys."""
        scopes = ",".join(scope for scope in SCOPES if scope in self.scopes)
        return f"{self.name} {scopes} {self.digest}"


def make_key(name: str, *, scopes: frozenset[str]) -> tuple[str, Key]:
    """Return a new secret, which is kept nowhere, and the key that knows it again.

    Raises:
        KeysError: the name or a scope cannot be used.
    """
    secret = PREFIX + secrets.token_urlsafe(32)
    line = f"{name} {','.join(sorted(scopes))} {digest_of(secret)}"
    return secret, _parse(line, place="the new key")


def digest_of(secret: str) -> str:
    """Return what is kept of a secret."""
    return hashlib.sha256(secret.encode("utf-8", "surrogateescape")).hexdigest()


def parse_keys(text: str, *, place: str) -> dict[str, Key]:
    """Return the keys of lines `name scope,scope hash` by their hash.

    Raises:
        KeysError: a line has another form, or two lines have one name.
    """
    lines = [line.strip() for line in re.split(r"[\n;]", text)]
    keys = [_parse(line, place=place) for line in lines if line and not line.startswith("#")]
    names = [key.name for key in keys]
    repeated = sorted({name for name in names if names.count(name) > 1})
    if repeated:
        raise KeysError(f"{place} has two keys named {repeated[0]}: remove or rename one.")
    return {key.digest: key for key in keys}


def _parse(line: str, *, place: str) -> Key:
    parts = line.split()
    # A line may hold a secret by mistake, so none is repeated.
    if len(parts) != 3 or not DIGEST.fullmatch(parts[2]):
        raise KeysError(
            f"{place} holds a line that is no `name scope,scope hash`: "
            "make one with `mainstay api-key NAME`."
        )
    name, scopes, digest = parts
    if not NAME.fullmatch(name):
        raise KeysError(
            f"{place} names a key {name!r}: use up to 40 of a-z, 0-9, - and _, as in crm-sync."
        )
    unknown = sorted(set(scopes.split(",")) - set(SCOPES))
    if unknown:
        raise KeysError(
            f"{place} gives the key {name} the scope {unknown[0]!r}: use {', '.join(SCOPES)}."
        )
    return Key(name, frozenset(scopes.split(",")), digest)


class KeyRing:
    """The keys of the environment and of a file; the file may change while they are in use."""

    def __init__(self, environment: Mapping[str, str]) -> None:
        self._fixed = parse_keys(environment.get(SETTING, ""), place=SETTING)
        self._path = Path(environment[FILE_SETTING]) if environment.get(FILE_SETTING) else None
        self._read_of: tuple[int, int] | None = None
        self._keys = self._fixed
        self._refresh()
        if not self._keys:
            raise KeysError(
                "No key is known, so nobody could ask: make one with `mainstay api-key NAME`, and "
                f"name its file in {FILE_SETTING} or put its line into {SETTING}."
            )

    def find(self, secret: str) -> Key | None:
        """Return the key of a secret."""
        self._refresh()
        return self._keys.get(digest_of(secret))

    def _refresh(self) -> None:
        """Read the file again where it has changed; where it is gone, its keys are."""
        if self._path is None:
            return
        try:
            stat = os.stat(self._path)
            if (stat.st_mtime_ns, stat.st_size) == self._read_of:
                return
            text = self._path.read_text("utf-8")
        except OSError as error:
            if self._read_of is None:
                raise KeysError(
                    f"{FILE_SETTING} names {self._path}, which cannot be read "
                    f"({error.strerror}): make a key with `mainstay api-key NAME --file`."
                ) from error
            text, stat = "", None
        try:
            self._keys = self._fixed | parse_keys(text, place=str(self._path))
        except KeysError as error:
            if self._read_of is None:
                raise
            # A key that was to be removed must not live on by a slip in the line beside it.
            _log.error("%s Until then none of its keys counts.", error)
            self._keys = self._fixed
        self._read_of = (stat.st_mtime_ns, stat.st_size) if stat else (0, 0)
