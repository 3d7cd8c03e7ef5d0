import { ApiClient } from 'asana';
import type { BoardAddress } from '@aegis/shared/config';

/** A server that speaks Asana's API, and who speaks to it. */
export interface BoardAccess {
	readonly kind: 'local' | 'asana';
	readonly apiUrl: string;
	readonly token: string;
	readonly workspaceGid: string | null;
}

const asanaUrl = 'https://app.asana.com/api/1.0';

export function accessLocalBoard(address: BoardAddress): BoardAccess {
	return {
		kind: 'local',
		apiUrl: address.apiUrl,
		token: address.personToken,
		workspaceGid: address.workspaceGid,
	};
}

export function accessAsana(env: Readonly<Record<string, string | undefined>>, token: string): BoardAccess {
	return {
		kind: 'asana',
		apiUrl: (env['ASANA_BASE_URL'] ?? asanaUrl).replace(/\/$/, ''),
		token,
		workspaceGid: env['ASANA_WORKSPACE_GID'] ?? null,
	};
}

/** The official SDK's client for a board, with the person's token. Never the SDK's global instance. */
export function createClient(access: BoardAccess): ApiClient {
	const client = new ApiClient();
	client.basePath = access.apiUrl;
	client.timeout = 15_000;
	client.RETURN_COLLECTION = false;
	const { token } = client.authentications;
	if (token !== undefined) token.accessToken = access.token;
	return client;
}
