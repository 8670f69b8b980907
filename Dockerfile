# syntax=docker/dockerfile:1
# Usher in a container: docker build -t usher .          the worker and every command except demo and local
#                       docker build -t usher-local --target local .   with the embedded AWS, to try things out
#
# Base images are pinned by tag and by the digest of the image for all platforms. What a tag stands for now:
#   docker buildx imagetools inspect TAG | grep -m 1 Digest
# Put a newer one here, or pass --build-arg BUILD_IMAGE=... and RUNTIME_IMAGE=...
ARG BUILD_IMAGE=maven:3.9.16-eclipse-temurin-25-noble@sha256:93b8a14ea2f412782e4e842651273b4d903e35cc496284f178fbbe2d67d00976
ARG RUNTIME_IMAGE=debian:trixie-20260713-slim@sha256:020c0d20b9880058cbe785a9db107156c3c75c2ac944a6aa7ab59f2add76a7bd

FROM ${BUILD_IMAGE} AS jars
WORKDIR /build
# Dependencies and plugins first: they stay cached for as long as no pom changes.
COPY pom.xml ./
COPY src/emulator/pom.xml src/emulator/
COPY src/worker/pom.xml src/worker/
COPY src/tools/pom.xml src/tools/
COPY src/demo/pom.xml src/demo/
RUN mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true -Dexec.skip=true package && rm -rf target src/*/target
COPY docs/schemas docs/schemas
COPY infra/container infra/container
COPY src src
RUN mvn -B -ntp -Dmaven.test.skip=true -Dspotless.check.skip=true package

# The runtime from jlink and the AOT caches from a training run, at the path that they will have.
FROM jars AS runtime
COPY scripts/java25 scripts/runtime-image scripts/train-image scripts/
RUN scripts/runtime-image /opt/usher

FROM jars AS runtime-local
COPY scripts/java25 scripts/runtime-image scripts/train-image scripts/
RUN scripts/runtime-image --local /opt/usher

# Debian, not Alpine: SQLite's native library and the Java runtime are linked with glibc.
FROM ${RUNTIME_IMAGE} AS base
# Only the ledger of "sqlite:" is written, on a volume; the root file system can be read-only.
RUN install -d -o 65532 -g 65532 -m 0700 /var/lib/usher && ln -s /opt/usher/usher /usr/local/bin/usher
ENV HOME=/tmp
WORKDIR /var/lib/usher
USER 65532:65532
STOPSIGNAL SIGTERM
ENTRYPOINT ["usher"]

FROM base AS local
COPY --from=runtime-local /opt/usher /opt/usher
EXPOSE 4566
# Healthy as soon as it listens; a worker waits for the queues.
HEALTHCHECK --interval=5s --timeout=5s --start-period=60s CMD ["usher", "health", "--url", "http://127.0.0.1:4566/_usher/stats"]
CMD ["local", "--address", "0.0.0.0"]

FROM base AS worker
ARG VERSION=0.2.0-SNAPSHOT
ARG REVISION=unknown
LABEL org.opencontainers.image.title="Usher" \
      org.opencontainers.image.description="Signs people up to Amazon Cognito from an SQS queue, and never loses one" \
      org.opencontainers.image.licenses="Apache-2.0" \
      org.opencontainers.image.version="${VERSION}" \
      org.opencontainers.image.revision="${REVISION}"
COPY --from=runtime /opt/usher /opt/usher
# 127.0.0.1, the default elsewhere, is out of reach from outside the container.
ENV USHER_HTTP_ADDRESS=0.0.0.0:8080 \
    USHER_LEDGER=sqlite:/var/lib/usher/ledger.db
VOLUME /var/lib/usher
EXPOSE 8080
HEALTHCHECK --interval=30s --timeout=10s --start-period=60s --retries=3 CMD ["usher", "health"]
CMD ["worker"]
