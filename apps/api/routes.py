"""The addresses: each leases one publication, asks it, and answers from it alone."""

from datetime import MAXYEAR, date
from typing import Annotated, Final

from fastapi import APIRouter, Depends, Query, Request, Response

from apps.api import questions
from apps.api.access import requires
from apps.api.answers import answer, rows_to_json
from apps.api.cursors import Place, read_cursor, write_cursor
from apps.api.openapi import responses
from apps.api.parameters import (
    AtRiskRequest,
    CustomerId,
    Filters,
    HistoryRequest,
    NothingElse,
)
from apps.api.problems import ProblemError
from apps.api.publication import Publication
from apps.api.rack import Rack

LAST_DATE: Final = date(MAXYEAR, 12, 31)
NO_CURSOR: Final = Place("", 0)
router = APIRouter()


def _rack(request: Request) -> Rack:
    rack: Rack = request.app.state.rack
    return rack


@router.get(
    "/customers/at-risk",
    tags=["customers"],
    summary="The customers at risk, page by page",
    responses=responses("AtRiskPage", 400, 410),
    dependencies=[Depends(requires("customers"))],
)
def list_at_risk(request: Request, asked: Annotated[AtRiskRequest, Query()]) -> Response:
    """All pages come from the publication of the first one, also where a newer one appears."""
    filters = {name: getattr(asked, name) for name in sorted(Filters.model_fields)}
    place = read_cursor(asked.cursor, question=filters) if asked.cursor else NO_CURSOR
    with _rack(request).lease(place.run_id or None) as publication:
        parameters = {**filters, "after": place.after, "limit": asked.limit + 1}
        rows = publication.ask(questions.AT_RISK.sql, parameters)
        page, more = rows[: asked.limit], len(rows) > asked.limit
        cursor = None
        if more:
            last = page[-1]["risk_rank" if asked.order == "risk" else "money_rank"]
            cursor = write_cursor(Place(publication.run_id, last), question=filters)
        content = {"customers": rows_to_json(page), "next_cursor": cursor}
        return answer(request, publication, content)


@router.get(
    "/customers/{customer_id:path}/risk",
    tags=["customers"],
    summary="A customer's risk, the reasons for it, and what to do",
    responses=responses("CustomerRisk", 404),
    dependencies=[Depends(requires("customers"))],
)
def show_risk(
    request: Request, customer_id: CustomerId, _: Annotated[NothingElse, Query()]
) -> Response:
    """A customer in service that is too new for a score, say, has nulls and no reasons."""
    with _rack(request).lease() as publication:
        listed = publication.ask(questions.RISK.sql, {"customer_id": customer_id})
        if not listed:
            raise _unknown(publication, "in service")
        score = {name: listed[0][name] for name in questions.REASONS.parameters}
        reasons = publication.ask(questions.REASONS.sql, score)
        content = {"customer": rows_to_json(listed)[0], "reasons": rows_to_json(reasons)}
        return answer(request, publication, content)


@router.get(
    "/customers/{customer_id:path}/history",
    tags=["customers"],
    summary="A customer's past scores, newest first, and why they moved",
    responses=responses("History", 400, 404, 410),
    dependencies=[Depends(requires("customers"))],
)
def show_history(
    request: Request, customer_id: CustomerId, asked: Annotated[HistoryRequest, Query()]
) -> Response:
    """The champion's score of each date, as it was shown then."""
    question = (customer_id, asked.before)
    place = read_cursor(asked.cursor, question=question) if asked.cursor else None
    before = _date(place.after) if place else asked.before or LAST_DATE
    with _rack(request).lease(place.run_id if place else None) as publication:
        rows = publication.ask(
            questions.HISTORY.sql,
            {"customer_id": customer_id, "before": before, "limit": asked.limit + 1},
        )
        if not rows and not publication.ask(questions.KNOWN.sql, {"customer_id": customer_id}):
            raise _unknown(publication, "known")
        page, cursor = rows[: asked.limit], None
        if len(rows) > asked.limit:
            after = page[-1]["as_of_date"].toordinal()
            cursor = write_cursor(Place(publication.run_id, after), question=question)
        content = {
            "customer_id": customer_id,
            "scores": rows_to_json(page),
            "next_cursor": cursor,
        }
        return answer(request, publication, content)


@router.get(
    "/models/champion",
    tags=["models"],
    summary="The model whose scores are shown",
    responses=responses("ChampionModel", 404),
    dependencies=[Depends(requires("models"))],
)
def show_champion(request: Request, _: Annotated[NothingElse, Query()]) -> Response:
    """Where it comes from, why it is champion, and how good it was on its holdout."""
    with _rack(request).lease() as publication:
        version = {"model_version": publication.run["model_version"]}
        champion = publication.ask(questions.CHAMPION.sql, version)
        if not champion:
            raise ProblemError(404, "No model is champion yet: ask again after the first training.")
        metrics = publication.ask(questions.METRICS.sql, version)
        content = {"champion": rows_to_json(champion)[0], "metrics": rows_to_json(metrics)}
        return answer(request, publication, content)


@router.get(
    "/health",
    tags=["service"],
    summary="Whether questions can be answered, and as of when",
    responses=responses("Health"),
)
def show_health(request: Request, _: Annotated[NothingElse, Query()]) -> Response:
    """Needs no key, and says nothing about customers."""
    with _rack(request).lease() as publication:
        return answer(request, publication, {"as_of_date": publication.run["as_of_date"] or None})


@router.get(
    "/metrics",
    tags=["service"],
    summary="What a Prometheus server collects",
    responses=responses(None),
    dependencies=[Depends(requires("metrics"))],
)
def show_metrics(request: Request, _: Annotated[NothingElse, Query()]) -> Response:
    """Requests and seconds by route, and which publication is shown."""
    with _rack(request).lease() as publication:
        text, media_type = request.app.state.meters.expose(publication.run)
        return Response(text, headers={"Content-Type": media_type})


def _unknown(publication: Publication, what: str) -> ProblemError:
    date_ = publication.run["as_of_date"] or "any date"
    return ProblemError(
        404,
        f"No customer of this id is {what} as of {date_}: check the id, which is case-sensitive.",
    )


def _date(ordinal: int) -> date:
    try:
        return date.fromordinal(ordinal)
    except (ValueError, OverflowError) as error:
        raise ProblemError(
            400, "The cursor is none of ours: take next_cursor of the page before."
        ) from error
