"""Make the three pages of a publication."""

import json
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any, Final

import duckdb
from jinja2 import Environment, PackageLoader, StrictUndefined

from apps.dashboard import charts
from apps.dashboard.adoption import PART as ADOPTION
from apps.dashboard.asking import Row, ask, published_tables
from apps.dashboard.customers import customer_details, list_customers
from apps.dashboard.health import PARTS as HEALTH
from apps.dashboard.library import read_chart_library
from apps.dashboard.outcomes import PARTS as OUTCOMES
from apps.dashboard.promises import PARTS as PROMISES
from apps.dashboard.sections import make_sections
from apps.dashboard.wording import count, day, plain
from apps.dashboard.writing import write_folder

ABOUT: Final = """
    select run_id, published_at, as_of_date, model_version, git_commit
    from manifest limit 1
"""
CHAMPION: Final = """
    select model_version, algorithm, trained_as_of_date,
        (parameters::json->>'horizon_days')::integer as horizon_days
    from dim_champions
    order by champion_from_date desc, model_version
    limit 1
"""
STATIC: Final = Path(__file__).parent / "static"
PAGES: Final = (
    ("index.html", "Customers at risk", "At risk"),
    ("outcomes.html", "Is it working?", "Is it working?"),
    ("health.html", "Model and data health", "Health"),
)


def build_pages(
    connection: duckdb.DuckDBPyConnection, *, folder: Path, report: Callable[[str], None]
) -> str:
    """Write all pages into `folder`, and return what they are of."""
    about = ask(connection, ABOUT)[0]
    library = read_chart_library()
    report(f"Pages of the publication {about['run_id']}")
    files = _files(connection, about=about, library=library)
    write_folder(files, folder=folder, about={"run_id": str(about["run_id"])})
    listed = connection.execute("select count(*) from rpt_customers_at_risk").fetchall()[0][0]
    return f"Pages of {count(listed, 'customer')} as of {day(str(about['as_of_date']))}"


def _files(
    connection: duckdb.DuckDBPyConnection, *, about: Row, library: str
) -> Iterator[tuple[str, str]]:
    published = published_tables(connection)
    environment = _environment()
    shared = {"about": about, "champion": _champion(connection), "pages": PAGES}
    customers = list_customers(connection, published=published)
    yield "assets/vega.js", library
    for path in sorted(STATIC.iterdir()):
        yield f"assets/{path.name}", path.read_text(encoding="utf-8")
    yield "data/customers.js", _data(environment, name="customers", value=customers)
    for place, details in enumerate(customer_details(connection)):
        name = f"details-{place}"
        yield f"data/{name}.js", _data(environment, name=name, value=details)
    history = charts.score_history()
    yield PAGES[0][0], _page(environment, "customers", page=0, history=history, **shared)
    for page, parts in ((1, (*PROMISES, *OUTCOMES, ADOPTION)), (2, HEALTH)):
        sections = make_sections(connection, parts=parts, published=published)
        yield PAGES[page][0], _page(environment, "report", page=page, sections=sections, **shared)


def _environment() -> Environment:
    environment = Environment(
        loader=PackageLoader("apps.dashboard"),
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.policies["json.dumps_function"] = _to_json
    environment.filters |= {"day": day, "plain": plain}
    return environment


def _to_json(value: object, **_: object) -> str:
    return json.dumps(value, allow_nan=False, separators=(",", ":"))


def _page(environment: Environment, template: str, /, **context: Any) -> str:
    return environment.get_template(f"{template}.html.j2").render(context)


def _data(environment: Environment, *, name: str, value: object) -> str:
    return environment.get_template("data.js.j2").render(name=name, value=value)


def _champion(connection: duckdb.DuckDBPyConnection) -> Row | None:
    return next(iter(ask(connection, CHAMPION)), None)
