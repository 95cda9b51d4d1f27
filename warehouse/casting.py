"""How a raw column becomes the contract's type, and how we tell a value that cannot.

A value that cannot be read becomes null in the typed column, and its row names the column in
`malformed_column`, so that it ends in quarantine with the row as it was. DuckDB's own casts are too
kind for that: they drop a time zone's offset, round 1.7 to 2 and accept infinity as a moment.
"""

from dataclasses import dataclass

from warehouse.contract import Column

_TEXT = {"VARCHAR"}
_WHOLE = {"TINYINT", "SMALLINT", "INTEGER", "BIGINT", "UTINYINT", "USMALLINT", "UINTEGER"}
_BINARY = {"FLOAT", "DOUBLE"}
_REAL = _BINARY | {"HUGEINT", "UBIGINT", "DECIMAL"}
_MOMENT = {"TIMESTAMP", "TIMESTAMP_S", "TIMESTAMP_MS", "TIMESTAMP_NS", "DATE"}
_ZONED = {"TIMESTAMP WITH TIME ZONE"}

# An offset or a zone is converted to UTC; a text without either is UTC already.
_TEXT_TO_MOMENT = "try_cast({0} as timestamptz) at time zone 'UTC'"
# Control characters, and marks of no width that make two ids look the same.
_INVISIBLE = r"[[:cntrl:]\x{200b}-\x{200f}\x{202a}-\x{202e}\x{2060}-\x{2069}\x{feff}]"
_FIRST_MOMENT, _LAST_MOMENT = "timestamp '1900-01-01'", "timestamp '2200-01-01'"


@dataclass(frozen=True)
class Cast:
    """The SQL of a typed value, and of the test that a given value could not be read (or None)."""

    value: str
    is_malformed: str | None


def cast_column(column: Column, native_type: str) -> Cast | None:
    """Return how to read `column` from a raw column of `native_type`, or None if that cannot be."""
    native = native_type.partition("(")[0].upper()
    name = f'"{column.name}"'
    if column.name.endswith("_id"):
        return _identifier(name, "HUGEINT" if _is_whole_decimal(native_type) else native)
    kind = column.data_type.split("(")[0]
    reader = {
        "varchar": _text,
        "bigint": _whole_number,
        "double": _real_number,
        "decimal": _money,
        "timestamp": _moment,
        "date": _day,
        "boolean": _yes_or_no,
    }[kind]
    return reader(name, native)


def _is_whole_decimal(native_type: str) -> bool:
    """Say whether other databases' only whole number, a decimal without places, is the type."""
    return native_type.upper().startswith("DECIMAL(") and native_type.endswith(",0)")


def _identifier(name: str, native: str) -> Cast | None:
    if native in _TEXT:
        value = f"nullif(trim(nfc_normalize({name})), '')"
        return Cast(value, f"regexp_matches({name}, '{_INVISIBLE}')")
    if native in _WHOLE | {"HUGEINT", "UBIGINT", "UUID"}:
        return Cast(f"cast({name} as varchar)", None)
    return None


def _text(name: str, native: str) -> Cast | None:
    if native in _TEXT | {"ENUM"}:
        return Cast(f"nullif(trim(cast({name} as varchar)), '')", None)
    return Cast(f"cast({name} as varchar)", None) if native in _WHOLE | {"BOOLEAN"} else None


def _whole_number(name: str, native: str) -> Cast | None:
    if native in _WHOLE:
        return Cast(f"cast({name} as bigint)", None)
    if native in _TEXT | _REAL:
        number = f"try_cast({_filled(name, native)} as double)"
        value = f"case when {number} = floor({number}) then try_cast({number} as bigint) end"
        return _guarded(name, native, value)
    return None


def _real_number(name: str, native: str) -> Cast | None:
    if native in _TEXT | _WHOLE | _REAL:
        number = f"try_cast({_filled(name, native)} as double)"
        return _guarded(name, native, f"case when isfinite({number}) then {number} end")
    return None


def _money(name: str, native: str) -> Cast | None:
    if native in _WHOLE:
        return Cast(f"cast({name} as decimal(18,2))", None)
    if native in _TEXT | _REAL:
        filled = _filled(name, native)
        # A text says exactly what it means; a binary fraction only nearly.
        exact = f"try_cast({filled} as decimal(38,{6 if native in _BINARY else 18}))"
        value = f"case when {exact} = round({exact}, 2) then try_cast({exact} as decimal(18,2)) end"
        return _guarded(name, native, value)
    return None


def _moment(name: str, native: str) -> Cast | None:
    if native in _TEXT:
        moment = _TEXT_TO_MOMENT.format(_filled(name, native))
    elif native in _MOMENT:
        moment = f"cast({name} as timestamp)"
    elif native in _ZONED:
        moment = f"({name} at time zone 'UTC')"
    else:
        return None
    value = f"case when {moment} between {_FIRST_MOMENT} and {_LAST_MOMENT} then {moment} end"
    return _guarded(name, native, value)


def _day(name: str, native: str) -> Cast | None:
    moment = _moment(name, native)
    if moment is None:
        return None
    return Cast(f"cast({moment.value} as date)", moment.is_malformed)


def _yes_or_no(name: str, native: str) -> Cast | None:
    if native == "BOOLEAN":
        return Cast(name, None)
    if native in _TEXT | _WHOLE:
        return _guarded(name, native, f"try_cast({_filled(name, native)} as boolean)")
    return None


def _filled(name: str, native: str) -> str:
    """Return the text with blanks as null; only text has blanks."""
    return f"nullif(trim({name}), '')" if native in _TEXT else name


def _guarded(name: str, native: str, value: str) -> Cast:
    return Cast(value, f"({_filled(name, native)} is not null and ({value}) is null)")
