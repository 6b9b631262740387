# Seaworthy alone, for CI:
#
#   docker build -t seaworthy .
#   docker run --rm -v "$PWD:/work:ro" seaworthy check deploy/
FROM rust:1.95-slim-bookworm AS build
WORKDIR /src
COPY . .
RUN cargo build --release --locked --bin seaworthy

FROM debian:bookworm-slim
# Of `check --changed`; the repository that is mounted belongs to somebody else.
# hadolint ignore=DL3008
RUN apt-get update \
    && apt-get install -y --no-install-recommends git \
    && rm -rf /var/lib/apt/lists/* \
    && git config --system --add safe.directory '*' \
    && useradd --uid 10001 --create-home seaworthy
COPY --from=build /src/target/release/seaworthy /usr/local/bin/seaworthy
USER 10001
WORKDIR /work
ENTRYPOINT ["seaworthy"]
CMD ["check"]
