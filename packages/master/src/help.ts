export const help = `master: decides what runs, and keeps the other services running

usage: pnpm start            (in packages/master; everything is set by the environment)

needs
  REDIS_URL                  redis://…, rediss://… or unix:///path/redis.sock

may have
  AEGIS_HOME                 where it keeps its store and logs            (~/.aegis)
  DATABASE_URL               PostgreSQL instead of SQLite
  AEGIS_WORKERS              workers to spawn here, 0 for none            (2)
  AEGIS_SLOTS                runs one worker carries at a time            (1)
  AEGIS_MAX_RUNS             runs of all projects at a time               (no limit)
  AEGIS_MAX_USD_PER_DAY      US dollars of all runs within a day          (no limit)
  AEGIS_LEASE_MS             how long a silent worker keeps its runs      (18000)
  AEGIS_MASTER_HOST, _PORT   where its status API listens                 (127.0.0.1, any)
  AEGIS_MASTER_URL           where other machines reach it                (where it listens)
  AEGIS_DASHBOARD_PORT       the dashboard's port, or none                (4173)
  AEGIS_CLAUDE_COMMAND       the coding CLI, for every project
  AEGIS_PREFIX               first part of every Redis key                (aegis)
  ASANA_ACCESS_TOKEN         for projects on Asana itself
and what docs/configuration.md says of it and of the services it starts
`;
