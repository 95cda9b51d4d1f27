"""The API's own description: what a column is and means comes from the publication."""

from typing import Any, Final

from fastapi import FastAPI
from fastapi.openapi.utils import get_openapi

from apps.api import questions
from apps.api.problems import MEDIA_TYPE, SCHEMA
from apps.api.publication import Publication
from apps.api.questions import Question
from apps.api.rack import Rack
from apps.contract import Column, Table

Schema = dict[str, Any]
DESCRIPTION: Final = (
    "Churn scores, their reasons and their history, from the current publication alone. Each "
    "answer comes from one publication, whose id is in `run_id` and in the ETag: ask with "
    "If-None-Match and get 304 until there is a newer one. Errors are application/problem+json."
)
WHY: Final = {
    304: "The reader has this publication's answer already.",
    400: "The cursor cannot be used.",
    401: "There is no key, or an unknown one.",
    403: "The key lacks the scope.",
    404: "There is no such customer, or nothing at this address.",
    410: "The publication of the cursor is gone.",
    422: "A parameter does not fit.",
    429: "Too many requests of this key.",
    500: "Something failed inside.",
    503: "Nothing is published.",
}
EVERYWHERE: Final = (304, 401, 403, 422, 429, 500, 503)
# A key's columns are never null; of the others the publication does not say it.
KEYS: Final = ("customer_id", "as_of_date", "reason_rank", "metric_name", "algorithm")
TYPES: Final[dict[str, Schema]] = {
    "VARCHAR": {"type": "string"},
    "DATE": {"type": "string", "format": "date"},
    "TIMESTAMP": {"type": "string", "format": "date-time"},
    "BOOLEAN": {"type": "boolean"},
    "DOUBLE": {"type": "number", "format": "double"},
    "FLOAT": {"type": "number", "format": "double"},
    "DECIMAL": {"type": "number", "format": "double"},
    "TINYINT": {"type": "integer"},
    "SMALLINT": {"type": "integer"},
    "INTEGER": {"type": "integer"},
    "BIGINT": {"type": "integer", "format": "int64"},
    "UBIGINT": {"type": "integer"},
    "HUGEINT": {"type": "integer"},
}
CURSOR: Final[Schema] = {
    "type": ["string", "null"],
    "description": "The cursor of the next page; null on the last.",
}


def responses(schema: str | None, *statuses: int) -> dict[int | str, Schema]:
    """Return what a route may answer: its own schema (or plain text), and problems."""
    content = (
        {"application/json": {"schema": {"$ref": f"#/components/schemas/{schema}"}}}
        if schema
        else {"text/plain": {"schema": {"type": "string"}}}
    )
    problem = {MEDIA_TYPE: {"schema": {"$ref": "#/components/schemas/Problem"}}}
    problems: dict[int | str, Schema] = {
        status: {"description": WHY[status], **({} if status == 304 else {"content": problem})}
        for status in sorted({*EVERYWHERE, *statuses})
    }
    etag = {"schema": {"type": "string"}, "description": "The publication."}
    headers = {"headers": {"ETag": etag}} if schema else {}
    return {200: {"description": "The answer.", "content": content, **headers}, **problems}


def describe_with(app: FastAPI, rack: Rack) -> None:
    """Let `app` describe itself by the publication that is current when it is asked."""
    described: dict[str, Schema] = {}

    def describe() -> Schema:
        with rack.lease() as publication:
            if publication.run_id not in described:
                described.clear()
                described[publication.run_id] = _description(app, publication)
            return described[publication.run_id]

    app.openapi = describe  # type: ignore[method-assign]  # as FastAPI's manual does it


def _description(app: FastAPI, publication: Publication) -> Schema:
    description = get_openapi(
        title=app.title, version=app.version, description=DESCRIPTION, routes=app.routes
    )
    for operation in (each["get"] for each in description["paths"].values()):
        for parameter in operation.get("parameters", []):
            # Where nothing is the default there is none: null is no value of these types.
            if parameter["schema"].get("default", "") is None:
                del parameter["schema"]["default"]
    schemas = description.setdefault("components", {}).setdefault("schemas", {})
    schemas.clear()
    schemas["Problem"] = SCHEMA
    for question in questions.QUESTIONS:
        schemas[question.name] = _row(publication.describe(question))
    schemas.update(_answers())
    return description


def _row(table: Table) -> Schema:
    return _object(
        {column.name: _column(column) for column in table.columns}, description=table.description
    )


def _column(column: Column) -> Schema:
    # Of a type that a later table may bring, only that it is written as text is known.
    known = TYPES.get(column.data_type.partition("(")[0], {"type": "string"})
    kind = known["type"] if column.name in KEYS else [known["type"], "null"]
    return {**known, "type": kind, "description": column.description}


def _answers() -> dict[str, Schema]:
    run = {"type": "string", "description": "The publication that the whole answer comes from."}
    date_ = {"type": ["string", "null"], "format": "date"}

    def one(question: Question) -> Schema:
        return {"$ref": f"#/components/schemas/{question.name}"}

    def many(question: Question) -> Schema:
        return {"type": "array", "items": one(question)}

    bodies: dict[str, dict[str, Schema]] = {
        "CustomerRisk": {
            "customer": one(questions.RISK),
            "reasons": many(questions.REASONS),
        },
        "AtRiskPage": {"customers": many(questions.AT_RISK), "next_cursor": CURSOR},
        "History": {
            "customer_id": {"type": "string"},
            "scores": many(questions.HISTORY),
            "next_cursor": CURSOR,
        },
        "ChampionModel": {
            "champion": one(questions.CHAMPION),
            "metrics": many(questions.METRICS),
        },
        "Health": {"as_of_date": date_},
    }
    return {name: _object({"run_id": run, **body}) for name, body in bodies.items()}


def _object(properties: dict[str, Schema], *, description: str = "") -> Schema:
    return {
        "type": "object",
        **({"description": description} if description else {}),
        "properties": properties,
        "required": list(properties),
        "additionalProperties": False,
    }
