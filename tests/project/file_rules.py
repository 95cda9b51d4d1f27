"""The house rules over files: each takes the project's root folder and returns the offences."""

import ast
import csv
import re
from collections.abc import Iterator
from pathlib import Path

from tests.project.conventions import Manifest, Offence, own

PACKAGES = ("apps", "ml", "operations", "simulator", "warehouse")
SQL_FOLDERS = ("models", "macros", "tests/dbt")
LONGEST_SQL = 100
LONGEST_WRAPPER = 25
LONGEST_MODULE = 250
SERIALIZERS = {"pickle", "cPickle", "cloudpickle", "dill", "joblib", "marshal", "shelve"}
CLOCK_ATTRIBUTES = {"now", "utcnow", "today", "time_ns", "gmtime", "localtime"}
CLOCK_WORDS = re.compile(
    r"\b(current_date|current_timestamp|current_time|localtimestamp|get_current_timestamp"
    r"|(?:now|today|getdate)\s*(?=\())\b",
    re.IGNORECASE,
)
SQL_COMMENTS = re.compile(r"{#.*?#}|/\*.*?\*/|--[^\n]*", re.DOTALL)
LAST_SELECT = re.compile(r"select \* from (\w+)")


def files(root: Path, *, folders: tuple[str, ...], suffix: str) -> Iterator[tuple[str, str]]:
    """Yield the path below `root` and the text of every file of a kind."""
    for name in folders:
        for path in sorted((root / name).rglob(f"*{suffix}")):
            yield path.relative_to(root).as_posix(), path.read_text(encoding="utf-8")


def models_end_by_naming_their_last_step(root: Path) -> list[Offence]:
    """A SQL model ends in `select * from <its last step>`, whose name says what happened."""
    offences = []
    for path, text in files(root, folders=("models",), suffix=".sql"):
        code = SQL_COMMENTS.sub("", text).rstrip()
        last = LAST_SELECT.fullmatch(code.splitlines()[-1] if code else "")
        if last is None:
            offences.append(Offence(path, "does not end in `select * from <last step>`"))
        elif last[1] == "final":
            offences.append(Offence(path, "ends in `final`; name the step for what it did"))
        elif not re.search(rf"\b{last[1]} as (?:not )?(?:materialized )?\(", code):
            offences.append(Offence(path, f"ends in `{last[1]}`, which is no step of this model"))
    return offences


def files_are_short(root: Path) -> list[Offence]:
    """A file can be read in one sitting."""
    kinds = (
        (("models", "macros", "tests/dbt"), ".sql", LONGEST_SQL, "split it into two models"),
        (("models",), ".py", LONGEST_WRAPPER, "fetch, call ml/ and return; move the rest to ml/"),
        ((*PACKAGES, "benchmarks", "tests"), ".py", LONGEST_MODULE, "split it by what it is about"),
    )
    return [
        Offence(path, f"has {count} lines, more than {longest}; {remedy}")
        for folders, suffix, longest, remedy in kinds
        for path, text in files(root, folders=folders, suffix=suffix)
        if (count := len(text.splitlines())) > longest
    ]


def time_is_an_argument(root: Path, *, allowed: frozenset[str] = frozenset()) -> list[Offence]:
    """Nothing reads the wall clock but the few places that record when something was done."""
    in_sql = [
        Offence(path, f"reads the clock by `{found[0]}`; take the as-of date as an argument")
        for path, text in files(root, folders=SQL_FOLDERS, suffix=".sql")
        if (found := CLOCK_WORDS.search(SQL_COMMENTS.sub("", text)))
    ]
    in_python = [
        Offence(path, f"reads the clock by `{word}`; take the time as an argument")
        for path, text in files(root, folders=(*PACKAGES, "models"), suffix=".py")
        for word in _clock_calls(text)
    ]
    return [offence for offence in in_sql + in_python if offence.offender not in allowed]


def _clock_calls(text: str) -> list[str]:
    return [
        ast.unparse(node.func)
        for node in ast.walk(ast.parse(text))
        if isinstance(node, ast.Call)
        and isinstance(node.func, ast.Attribute)
        and (node.func.attr in CLOCK_ATTRIBUTES or ast.unparse(node.func) == "time.time")
    ]


def models_are_data_not_code(root: Path) -> list[Offence]:
    """Nothing is stored in a form that runs code when it is loaded."""
    return [
        Offence(path, f"imports {name}; store JSON, and check its hash before reading it")
        for path, text in files(root, folders=(*PACKAGES, "models", "benchmarks"), suffix=".py")
        for name in _imports(text)
        if name.split(".")[0] in SERIALIZERS
    ]


def _imports(text: str) -> list[str]:
    names: list[str] = []
    for node in ast.walk(ast.parse(text)):
        if isinstance(node, ast.Import):
            names += [alias.name for alias in node.names]
        elif isinstance(node, ast.ImportFrom):
            names.append(node.module or "")
    return names


def seeds_are_described_and_typed(root: Path, *, manifest: Manifest) -> list[Offence]:
    """Every seed and each of its columns is described, and no column's type is guessed."""
    offences = []
    for node in own(manifest, "nodes", of_type="seed"):
        if not node["description"].strip():
            offences.append(
                Offence(node["name"], "has no description; add one in seeds/_seeds.yml")
            )
        described = {
            column["name"] for column in node["columns"].values() if column["description"].strip()
        }
        typed = set(node["config"]["column_types"])
        with (root / node["original_file_path"]).open(encoding="utf-8", newline="") as file:
            header = next(csv.reader(file), [])
        offences += [
            Offence(f"{node['name']}.{column}", "needs a description and a type in column_types")
            for column in header
            if column not in described & typed
        ]
    return offences


def read_ratchet(path: Path) -> set[tuple[str, str]]:
    """Return the (rule, offender) pairs of old debt; the file may only get shorter."""
    lines = (line.split("#")[0].split() for line in path.read_text(encoding="utf-8").splitlines())
    return {(words[0], words[1]) for words in lines if words}


def read_allowed(path: Path) -> frozenset[str]:
    """Return the files that may read the clock; each line says why behind a colon."""
    lines = path.read_text(encoding="utf-8").splitlines()
    named = [line.split(":", 1) for line in lines if line.strip() and not line.startswith("#")]
    return frozenset(name.strip() for name, reason in named if reason.strip())
