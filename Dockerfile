# Two images from one build: `aegis` (master, syncer, dashboard, board, CLI) and `aegis-worker` (with the coding CLI).
# Projects with other toolchains begin their own with `FROM aegis-worker`. Not built by the tests of this repository.
FROM node:24-slim AS aegis
RUN apt-get update && apt-get install -y --no-install-recommends git ca-certificates && rm -rf /var/lib/apt/lists/*
WORKDIR /opt/aegis
COPY --chown=node:node . .
# The launcher gets pnpm and installs exactly what is locked.
RUN chown node:node . && mkdir -p /home/node/.aegis /acl && chown node:node /home/node/.aegis /acl
USER node
ENV AEGIS_HOME=/home/node/.aegis
RUN ./aegis --version
ENTRYPOINT ["node"]
CMD ["packages/cli/src/main.ts", "up"]

FROM aegis AS aegis-worker
USER root
RUN apt-get update && apt-get install -y --no-install-recommends bubblewrap openssh-client ripgrep socat && rm -rf /var/lib/apt/lists/* \
	&& npm install -g @anthropic-ai/claude-code@2.1.330
USER node
CMD ["packages/worker/src/main.ts"]
