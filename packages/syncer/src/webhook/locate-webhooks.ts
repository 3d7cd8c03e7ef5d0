import type { SyncerEnv } from '../config.ts';

/** Where the board reaches this machine, and where that leads to here. */
export interface WebhookSettings {
	/** The public address, without a slash at its end. */
	readonly url: string;
	readonly host: string;
	readonly port: number;
}

/** Null where the board cannot reach this machine. */
export function locateWebhooks(env: SyncerEnv): WebhookSettings | null {
	if (env.AEGIS_WEBHOOK_URL === undefined) return null;
	const url = env.AEGIS_WEBHOOK_URL.replace(/\/+$/, '');
	return { url, host: env.AEGIS_WEBHOOK_HOST, port: env.AEGIS_WEBHOOK_PORT };
}
