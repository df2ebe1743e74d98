# SSELEX in one image: `sselex serve` by default, `sselex worker` beside it (see docker-compose.yml).
FROM python:3.12-slim-bookworm AS build
WORKDIR /app
COPY requirements/runtime.lock requirements/
RUN python -m venv .venv \
 && .venv/bin/pip install --no-cache-dir --require-hashes -r requirements/runtime.lock
COPY pyproject.toml README.md LICENSE ./
COPY schemas/ schemas/
COPY corpora/ corpora/
COPY kb/ kb/
COPY ingest/ ingest/
COPY web/ web/
RUN .venv/bin/pip install --no-cache-dir --no-deps --no-build-isolation --editable .

FROM python:3.12-slim-bookworm
# OCR of scanned gazettes, in the languages that the texts known so far ask for most.
RUN apt-get update \
 && apt-get install --yes --no-install-recommends \
    tesseract-ocr tesseract-ocr-ara tesseract-ocr-ell tesseract-ocr-eng tesseract-ocr-fra tesseract-ocr-por tesseract-ocr-spa \
 && rm -rf /var/lib/apt/lists/*
RUN useradd --system --uid 10001 --user-group --home-dir /data --create-home sselex
COPY --from=build /app /app
ENV PATH=/app/.venv/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    SSELEX_HOME=/data
USER 10001:10001
WORKDIR /data
VOLUME /data
EXPOSE 8000
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 \
    CMD ["python", "-c", "import urllib.request; urllib.request.urlopen('http://127.0.0.1:8000/healthz', timeout=8)"]
CMD ["sselex", "serve", "--host", "0.0.0.0", "--port", "8000"]
