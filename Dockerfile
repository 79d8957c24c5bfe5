# One image for everything that runs: what follows the image's name is a `mortar` command.
#
#   docker build --tag mortar .
#   docker run mortar serve | worker | relay | migrate | roles
#
# To build the same image again, name the bases by digest:
#   --build-arg PYTHON_IMAGE=python:3.11-slim-bookworm@sha256:… --build-arg NODE_IMAGE=…
ARG PYTHON_IMAGE=python:3.11-slim-bookworm
ARG NODE_IMAGE=node:24-bookworm-slim

FROM ${NODE_IMAGE} AS screens
WORKDIR /app/web
COPY web/package.json web/package-lock.json web/.npmrc ./
RUN npm ci --omit=dev
COPY api/schema.graphql ../api/schema.graphql
COPY web ./
RUN npm run build

FROM ${PYTHON_IMAGE} AS builder
ENV PIP_DISABLE_PIP_VERSION_CHECK=1 \
    PIP_NO_CACHE_DIR=1
WORKDIR /app
RUN python -m venv .venv
COPY requirements.lock ./
RUN .venv/bin/pip install --require-hashes --only-binary :all: --requirement requirements.lock
COPY . .
RUN .venv/bin/pip install --no-deps --no-build-isolation --editable . \
    && .venv/bin/pip uninstall --yes pip \
    && .venv/bin/python -m compileall -q .

FROM ${PYTHON_IMAGE}
# The volumes are made here so that they belong to the account that writes to them.
RUN groupadd --gid 10001 mortar \
    && useradd --uid 10001 --gid mortar --no-create-home --shell /usr/sbin/nologin mortar \
    && install --directory --owner mortar --group mortar --mode 0700 /run/mortar /var/lib/mortar
COPY --from=builder /app /app
COPY --from=screens /app/web/dist /app/web/dist
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONDONTWRITEBYTECODE=1 \
    PYTHONUNBUFFERED=1 \
    ENVIRONMENT=production \
    DATA_DIR=/var/lib/mortar \
    HOST=0.0.0.0 \
    PORT=8000
WORKDIR /app
VOLUME ["/run/mortar", "/var/lib/mortar", "/tmp"]
USER 10001:10001
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=30s --retries=3 \
    CMD ["python", "-c", "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"PORT\"]}/health/ready', timeout=4)"]
ENTRYPOINT ["mortar"]
CMD ["serve"]
