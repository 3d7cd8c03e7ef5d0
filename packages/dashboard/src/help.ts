export const help = `The Aegis dashboard: live pages to look, answer, approve and stop, a JSON API, and the queue.

Usage: node src/main.ts [--help]

Environment:
  REDIS_URL               the installation's Redis (required)
  AEGIS_HOME              the installation's home (default ~/.aegis)
  AEGIS_PREFIX            prefix of its Redis keys (default aegis)
  AEGIS_DASHBOARD_PORT    port to listen on; 0 takes any free one (default 4173)
  AEGIS_DASHBOARD_HOST    address to listen on (default 127.0.0.1)
  AEGIS_DASHBOARD_NAMES   further host names that lead here, as a proxy's, with commas between
  AEGIS_DASHBOARD_TOKEN   a further secret that opens everything; one is made in the home in any case
  AEGIS_OPERATOR          the name in which orders are given (default: the user)
  LOG_LEVEL               trace to fatal, or silent (default info)
`;
