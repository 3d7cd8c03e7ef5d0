import { ApiClient } from 'asana';
import { Agent as HttpAgent } from 'node:http';
import type { BoardAddress } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';
import { findBoardUrlFlaw, lookupBoard } from '@aegis/shared/network';

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

/** The SDK's client that goes nowhere else: its HTTP library follows redirects, some of them with the token. */
class DirectClient extends ApiClient {
	override applyAuthToRequest(request: { redirects(most: number): unknown }, authNames: string[]): void {
		request.redirects(0);
		super.applyAuthToRequest(request, authNames);
	}
}

/**
 * The official SDK's client for a board, with the person's token. Never the SDK's global instance. Throws CONFIG_INVALID
 * (exit 2) where the token must not be sent there.
 */
export function createClient(access: BoardAccess): ApiClient {
	const flaw = findBoardUrlFlaw(access.apiUrl);
	if (flaw !== null)
		throw new AegisError('CONFIG_INVALID', `No token is sent to ${access.apiUrl}: ${flaw}.`, {
			fix: 'Correct ASANA_BASE_URL.',
			exitCode: 2,
		});
	const client = new DirectClient();
	// With TLS the host proves who it is.
	if (access.apiUrl.startsWith('http:'))
		client.requestAgent = new HttpAgent({ lookup: lookupBoard(access.apiUrl) });
	client.basePath = access.apiUrl;
	client.timeout = 15_000;
	client.RETURN_COLLECTION = false;
	const { token } = client.authentications;
	if (token !== undefined) token.accessToken = access.token;
	return client;
}
