# Two images from one build: `aegis` (master, syncers, dashboard, board, CLI) and `aegis-worker` (with the coding CLI).
# Projects with other toolchains begin their own with `FROM aegis-worker`. `pnpm compose-test` builds and runs both.
# What changes most comes last: after a change of the sources only the copies of /opt/aegis are made anew.

FROM node:24-slim AS build
WORKDIR /opt/aegis
# What is locked alone decides what is fetched.
COPY package.json pnpm-lock.yaml pnpm-workspace.yaml ./
RUN npm install -g --no-audit --no-fund "$(node -p 'require("./package.json").packageManager')" && pnpm fetch --prod
COPY . .
# Without what is there to develop: tests, benchmarks, the simulation, the sources of pages that are built already.
RUN rm -rf bench findings packages/chaos packages/simulation packages/*/test packages/*/page \
	&& pnpm install --prod --frozen-lockfile --offline --filter '@aegis/*' \
	&& printf '#!/bin/sh\nexec node /opt/aegis/packages/cli/src/main.ts "$@"\n' > aegis

FROM node:24-slim AS system
RUN apt-get update && apt-get install -y --no-install-recommends ca-certificates git \
	&& apt-get clean && rm -rf /var/lib/apt/lists/* \
	&& mkdir -p /home/node/.aegis /acl && chown node:node /home/node/.aegis /acl \
	&& ln -s /opt/aegis/aegis /usr/local/bin/aegis
WORKDIR /opt/aegis
ENV AEGIS_HOME=/home/node/.aegis
ENTRYPOINT ["node"]

FROM system AS worker-system
RUN apt-get update && apt-get install -y --no-install-recommends bubblewrap openssh-client ripgrep socat \
	&& apt-get clean && rm -rf /var/lib/apt/lists/* \
	&& npm install -g --no-audit --no-fund @anthropic-ai/claude-code@2.1.330 && npm cache clean --force

FROM system AS aegis
COPY --from=build /opt/aegis /opt/aegis
USER node
CMD ["packages/cli/src/main.ts", "up"]

FROM worker-system AS aegis-worker
COPY --from=build /opt/aegis /opt/aegis
USER node
CMD ["packages/worker/src/main.ts"]
