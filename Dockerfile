# The console and the build in one image, installed as uv.lock says, for a user without rights.
#   docker build -t mainstay .
#   docker run --rm -v mainstay:/data -v /path/to/raw:/data/raw:ro mainstay
# A house that pins by content adds the digest that its own registry gives: FROM python:3.12.11-slim-bookworm@sha256:...
FROM python:3.12.11-slim-bookworm AS installed

WORKDIR /app
ENV UV_PROJECT_ENVIRONMENT=/app/.venv UV_PYTHON_DOWNLOADS=never UV_LINK_MODE=copy
COPY uv.lock pyproject.toml README.md ./
# uv itself comes in the version that the lock file names, as in .ci/setup.
RUN version=$(awk '/^name = "uv"$/ { getline; gsub(/[^0-9.]/, ""); print; exit }' uv.lock) \
    && python -m pip install --no-cache-dir --disable-pip-version-check "uv==$version"
# What others wrote changes less often than the project: a layer of its own.
RUN uv sync --frozen --no-dev --all-extras --no-install-project --compile-bytecode
COPY . .
RUN uv sync --frozen --no-dev --all-extras --compile-bytecode

FROM python:3.12.11-slim-bookworm

RUN useradd --create-home --uid 10001 mainstay \
    && install --directory --owner mainstay --group mainstay /data
COPY --from=installed /app /app
WORKDIR /app
USER mainstay
VOLUME /data
# All that is written is written below /data; the code stays as it was built.
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    DBT_PROJECT_DIR=/app \
    DBT_PROFILES_DIR=/app \
    DBT_TARGET=prod \
    DBT_TARGET_PATH=/data/target \
    DBT_LOG_PATH=/data/logs \
    DBT_SEND_ANONYMOUS_USAGE_STATS=false \
    NUMBA_CACHE_DIR=/data/numba \
    RAW_PATH=/data/raw \
    WAREHOUSE_PATH=/data/mainstay.duckdb \
    PUBLISHED_PATH=/data/published
# dbt finishes a node and closes the warehouse on an interrupt.
STOPSIGNAL SIGINT
CMD ["dbt", "build"]
