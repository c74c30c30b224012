# Built from the checkout:  docker build -t nudge .
# Then:  docker run --rm -p 127.0.0.1:8000:8000 -v nudge:/var/lib/nudge nudge
# It prints two addresses with tokens. Their host is the container's: from outside it is 127.0.0.1. For a class take
# -p 8000:8000, and open the page by an address of this machine that phones reach: then the invitation names it, too.
FROM python:3.13-slim AS build
COPY requirements.lock .
RUN python -m venv /opt/nudge \
    && /opt/nudge/bin/pip install --no-cache-dir --disable-pip-version-check --require-hashes -r requirements.lock

FROM python:3.13-slim
LABEL org.opencontainers.image.title="Nudge" \
      org.opencontainers.image.description="Watch a small neural network learn handwritten digits, nudge by nudge" \
      org.opencontainers.image.licenses="Apache-2.0"
RUN useradd --uid 10001 --home-dir /var/lib/nudge --create-home --shell /usr/sbin/nologin nudge
COPY --from=build /opt/nudge /opt/nudge
WORKDIR /opt/app
COPY LICENSE NOTICE ./
COPY data data
COPY engine engine
COPY app app
COPY templates templates
COPY static static
ENV PATH=/opt/nudge/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    PYTHONDONTWRITEBYTECODE=1 \
    NUDGE_HOST=0.0.0.0 \
    NUDGE_PORT=8000 \
    NUDGE_DATA_DIR=/var/lib/nudge
USER 10001
VOLUME /var/lib/nudge
EXPOSE 8000
HEALTHCHECK --interval=10s --timeout=5s --start-period=20s CMD ["python", "-c", \
    "import os, urllib.request; urllib.request.urlopen(f'http://127.0.0.1:{os.environ[\"NUDGE_PORT\"]}/healthz', timeout=4)"]
ENTRYPOINT ["python", "-m", "app", "serve"]
