# syntax=docker/dockerfile:1
# Two stages: the first builds a virtual environment from the lock, the last has Python, that environment and no tools.

FROM python:3.13.9-slim-trixie AS build
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 PIP_NO_CACHE_DIR=1 PYTHONDONTWRITEBYTECODE=1
WORKDIR /src
RUN python -m venv /opt/upstander
# The lock first: the layer holds until a dependency changes. It has hashes, and the build's own tools, too.
COPY requirements.lock ./
RUN /opt/upstander/bin/pip install --require-hashes -r requirements.lock
COPY pyproject.toml README.md LICENSE ./
COPY alembic ./alembic
COPY bot ./bot
COPY handlers ./handlers
COPY indicators ./indicators
COPY messages ./messages
COPY nudges ./nudges
COPY storage ./storage
RUN /opt/upstander/bin/pip install --no-deps --no-build-isolation . \
    && /opt/upstander/bin/python -m compileall -q /opt/upstander/lib \
    && /opt/upstander/bin/pip uninstall -y -q hatchling editables pathspec pluggy trove-classifiers \
    && rm -rf /opt/upstander/lib/python3.13/site-packages/pip /opt/upstander/lib/python3.13/site-packages/pip-* \
        /opt/upstander/bin/pip*

FROM python:3.13.9-slim-trixie
LABEL org.opencontainers.image.title="Upstander" org.opencontainers.image.licenses="Apache-2.0"
RUN python -m pip uninstall -y -q pip \
    && groupadd --gid 10001 upstander \
    && useradd --uid 10001 --gid upstander --no-create-home --home-dir /data --shell /usr/sbin/nologin upstander \
    && install -d -o upstander -g upstander -m 0700 /data
COPY --from=build /opt/upstander /opt/upstander
ENV PATH="/opt/upstander/bin:$PATH" \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    UPSTANDER_HOST=0.0.0.0 \
    UPSTANDER_PORT=8000
# Where SQLite's file is, unless UPSTANDER_DATABASE_URL names a PostgreSQL server.
WORKDIR /data
VOLUME /data
USER 10001:10001
EXPOSE 8000
STOPSIGNAL SIGTERM
HEALTHCHECK --interval=30s --timeout=5s --start-period=20s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen('http://127.0.0.1:' + os.environ['UPSTANDER_PORT'] + '/healthz', timeout=4)"]
ENTRYPOINT ["upstander"]
CMD ["serve"]
