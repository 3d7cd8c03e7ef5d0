/** Run by download.ts as a process: `node download-process.ts FOLDER VERSION`. */
import redisMemoryServer from 'redis-memory-server';

const [downloadDir = '', version = ''] = process.argv.slice(2);
await redisMemoryServer.RedisBinary.getDownloadPath({ downloadDir, version, ignoreDownloadCache: false });
