import { UsersApi } from 'asana';
import { z } from 'zod';
import { createClient, type BoardAccess } from '../board/connect.ts';
import { ask } from '../board/request.ts';

/** Whom the board takes the token's bearer for, and what it says the time is. */
export interface Account {
	readonly gid: string;
	readonly name: string;
	/** The answer's `Date` header; absent where the server sends none. */
	readonly date: string | null;
	/** Wall time in milliseconds around the request. */
	readonly sentAt: number;
	readonly receivedAt: number;
}

const Answer = z.looseObject({
	data: z.looseObject({
		data: z.looseObject({ gid: z.string(), name: z.string().nullish(), email: z.string().nullish() }),
	}),
	response: z.looseObject({ headers: z.record(z.string(), z.unknown()).catch({}) }),
});

/** Asks the board who the token belongs to. Throws BOARD_TOKEN_REFUSED (exit 4) or BOARD_UNREACHABLE (5). */
export async function readAccount(access: BoardAccess): Promise<Account> {
	const api = new UsersApi(createClient(access));
	const sentAt = Date.now();
	const answer = await ask(access, () => api.getUserWithHttpInfo('me', { opt_fields: 'name,email' }));
	const receivedAt = Date.now();
	const { data, response } = Answer.parse(answer);
	const { gid, name, email } = data.data;
	const date = response.headers['date'];
	return {
		gid,
		name: name ?? email ?? gid,
		date: typeof date === 'string' ? date : null,
		sentAt,
		receivedAt,
	};
}
