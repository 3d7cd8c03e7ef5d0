export const help = `worker: carries out runs: worktree, agent, checks, merge

usage: pnpm start [--id NAME]    (in packages/worker; everything else is set by the environment)

needs
  REDIS_URL                  redis://…, rediss://… or unix:///path/redis.sock
  git, and the coding CLI (claude) with its credentials in the environment

may have
  AEGIS_HOME                 where transcripts and results are kept       (~/.aegis)
  AEGIS_WORKER_ID            its name in the pool, like --id              (worker-<host>)
  AEGIS_SLOTS                runs it carries at a time                    (1)
  AEGIS_CLAUDE_COMMAND       the coding CLI, for every project            (claude)
  AEGIS_HEARTBEAT_MS         how often leases are renewed                 (2000)
  AEGIS_KEEP_DAYS            how long leftovers of finished cards are kept (14)
  AEGIS_DRAIN_MS             how long a turn may go on after SIGTERM      (5000)
  AEGIS_SANDBOX              required, preferred or off                   (preferred)
  AEGIS_SANDBOX_SHOW         more folders that runs may read, a:b         (none)
  AEGIS_SANDBOX_CACHE        folders each card has a copy of its own of   (none)
  AEGIS_SANDBOX_SHARE        folders that every run may write to, a:b     (none)
  AEGIS_RUN_DISK_MB          MiB the folders of one run may hold           (20480)
  AEGIS_SANDBOX_TAKE_MB      MiB a card's commits may bring at a time     (2048)
  AEGIS_PREFIX               first part of every Redis key                (aegis)
  LOG_LEVEL                  trace, debug, info, warn, error, fatal       (info)
  ANTHROPIC_*, CLAUDE_CODE_* handed to the coding CLI alone
`;
