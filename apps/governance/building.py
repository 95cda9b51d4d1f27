"""Make the pack: one page that needs nothing else, no script, no network."""

import base64
import hashlib
from collections.abc import Callable
from datetime import date
from pathlib import Path
from typing import Final

import duckdb
from jinja2 import ChoiceLoader, Environment, PackageLoader, StrictUndefined

from apps import dashboard
from apps.dashboard.asking import Row, ask, published_tables
from apps.dashboard.sections import Section, make_sections
from apps.dashboard.wording import day
from apps.governance import decisions, lineage, models, products, watching
from apps.governance.answers import Facts
from apps.governance.columns import ColumnLineage
from apps.governance.errors import GovernanceError
from apps.governance.graph import Graph
from apps.governance.questions import answer_all
from apps.provenance import trace

ABOUT: Final = """
    select run_id, published_at, as_of_date, git_commit, dbt_version from manifest limit 1
"""
TOP_OF_THE_LIST: Final = """
    select customer_id from rpt_customers_at_risk
    where churn_probability is not null order by risk_rank, customer_id limit 1
"""
NEEDED: Final = frozenset({"dim_data_products", "rpt_quarantined_reasons"})
STYLES: Final = (
    Path(dashboard.__file__).parent / "static" / "style.css",
    Path(__file__).parent / "static" / "pack.css",
)


def build_pack(
    connection: duckdb.DuckDBPyConnection,
    graph: Graph,
    *,
    customer_id: str | None,
    as_of_date: date | None,
    report: Callable[[str], None],
) -> str:
    """Return the page of a publication and of the build that made it.

    Raises:
        GovernanceError: the publication is older than the tables that the pack needs.
        ReadingError: the customer has no score on that date.
    """
    published = published_tables(connection)
    if missing := sorted(NEEDED - published):
        raise GovernanceError(f"The publication has no {missing[0]}: run `dbt build` once more.")
    customer = customer_id or _top(connection)
    score = trace(connection, customer_id=customer, as_of_date=as_of_date)
    report("Tracing columns through the SQL of the last build")
    traced = ColumnLineage(graph)
    answers = answer_all(Facts(connection, graph, traced, score))
    names = [row["feature_name"] for row in ask(connection, models.FEATURES)]
    behind = lineage.behind_features(graph, traced, names=names)
    sections: list[Section] = [
        *make_sections(connection, parts=watching.BEFORE, published=published),
        products.products(graph),
        products.personal(graph, behind_features=behind),
        lineage.column_lineage(graph, traced, features=names),
        *make_sections(
            connection, parts=models.PARTS + decisions.PARTS + watching.AFTER, published=published
        ),
    ]
    about = ask(connection, ABOUT)[0]
    return _render(about, graph, answers=answers, sections=sections, layers=lineage.layers(graph))


def _top(connection: duckdb.DuckDBPyConnection) -> str:
    rows = ask(connection, TOP_OF_THE_LIST)
    if not rows:
        raise GovernanceError("Nobody is scored yet: run `dbt build` on data with a champion.")
    return str(rows[0]["customer_id"])


def _render(about: Row, graph: Graph, **context: object) -> str:
    style = "\n".join(path.read_text(encoding="utf-8") for path in STYLES)
    digest = base64.b64encode(hashlib.sha256(style.encode()).digest()).decode()
    loader = ChoiceLoader([PackageLoader("apps.governance"), PackageLoader("apps.dashboard")])
    environment = Environment(
        loader=loader,
        autoescape=True,
        undefined=StrictUndefined,
        trim_blocks=True,
        lstrip_blocks=True,
    )
    environment.filters["day"] = day
    return environment.get_template("pack.html.j2").render(
        about=about,
        graph=graph,
        is_same_run=str(about["run_id"]).endswith(graph.invocation_id),
        style=style,
        digest=digest,
        **context,
    )
