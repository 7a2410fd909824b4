# Limner's server. docs/deploying.md says how to run it; compose.yaml does, with a TURN server beside it.
#
#   docker build -t limner .
#   docker run --network host -e LIMNER_API_KEY=... limner
#
# Two stages: the first has an installer and is thrown away; the second has Python, the packages and compiled kernels.
ARG BASE=docker.io/library/python:3.12-slim-bookworm

FROM ${BASE} AS build
RUN python3 -m venv /opt/limner
WORKDIR /src
COPY pyproject.toml constraints.txt README.md LICENSE NOTICE ./
COPY sdk/js/limner.js sdk/js/
COPY src src
# pip goes too. numba knows its kernels by their sources' times, and layers keep whole seconds only: so all get one time, and bytecode
# (which the server's user could not write) that does not ask for it.
RUN --mount=type=cache,target=/root/.cache/pip \
    /opt/limner/bin/pip install --quiet --no-compile --disable-pip-version-check -c constraints.txt '.[server]' \
    && /opt/limner/bin/pip uninstall --quiet --yes setuptools pip \
    && find /opt/limner -exec touch --no-dereference --date=2026-01-01T00:00:00Z {} + \
    && /opt/limner/bin/python -m compileall -q --invalidation-mode unchecked-hash /opt/limner/lib

FROM ${BASE}
# Kernels are compiled for any machine, not only those like the one that builds; that costs 4 % (7.7 → 8.0 ms a frame).
ENV PATH=/opt/limner/bin:$PATH \
    PYTHONUNBUFFERED=1 \
    OMP_NUM_THREADS=1 \
    NUMBA_CPU_NAME=generic \
    NUMBA_CACHE_DIR=/var/cache/limner-kernels \
    LIMNER_HOST=0.0.0.0 \
    LIMNER_PORT=8000 \
    LIMNER_UDP_PORTS=40000-40099 \
    LIMNER_CACHE_DIR=/var/lib/limner
RUN groupadd --gid 10001 limner \
    && useradd --uid 10001 --gid limner --no-create-home --home-dir /var/lib/limner --shell /usr/sbin/nologin limner \
    && install --directory --owner limner --group limner /var/lib/limner /var/cache/limner-kernels
COPY --from=build /opt/limner /opt/limner
USER limner
WORKDIR /var/lib/limner
# Draws two seconds of the bundled portrait: proves that all is there, and compiles what a start would have to compile.
RUN limner bench tick --seconds 2 && limner doctor --quick --host 127.0.0.1
VOLUME /var/lib/limner
EXPOSE 8000/tcp 40000-40099/udp
# A full server answers /readyz with 503, which is for load balancers; being full is no illness, so the container asks /healthz.
HEALTHCHECK --interval=10s --timeout=5s --start-period=60s --retries=3 CMD ["python3", "-c", "import os, ssl, urllib.request as http; \
    address = ('https' if os.environ.get('LIMNER_TLS_CERT') else 'http') + '://127.0.0.1:' + os.environ['LIMNER_PORT'] + '/healthz'; \
    http.urlopen(address, timeout=4, context=ssl._create_unverified_context())"]
# SIGTERM: no new sessions, --drain-s seconds for the others.
STOPSIGNAL SIGTERM
ENTRYPOINT ["limner"]
CMD ["serve"]
