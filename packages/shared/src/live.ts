/** What people watch: ephemeral events over pub/sub. */
export * from './live/live-channel.ts';
