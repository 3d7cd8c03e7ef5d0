/** The board refused: what it said, for people. */
export class RefusedError extends Error {
	override readonly name = 'RefusedError';
}

/** The session is over, or there never was one. */
export class SessionError extends Error {
	override readonly name = 'SessionError';
}

const apiPath = '/api/1.0';

/** Calls the Asana-compatible API as the person; gives `data`. Throws RefusedError, SessionError, or what fetch throws. */
export async function call<T>(method: string, path: string, data?: object): Promise<T> {
	const response = await fetch(`${apiPath}${path}`, {
		method,
		...(data === undefined
			? {}
			: { headers: { 'content-type': 'application/json' }, body: JSON.stringify({ data }) }),
	});
	return ((await check(response)) as { data: T }).data;
}

/** Sends a file as the API takes it. */
export async function upload(parent: string, file: File): Promise<void> {
	const form = new FormData();
	form.set('parent', parent);
	form.set('file', file, file.name);
	await check(await fetch(`${apiPath}/attachments`, { method: 'POST', body: form }));
}

/** Reads all pages of a list. */
export async function callAll<T>(path: string): Promise<readonly T[]> {
	const found: T[] = [];
	let offset = '';
	do {
		const separator = path.includes('?') ? '&' : '?';
		const response = await fetch(`${apiPath}${path}${separator}limit=100${offset}`);
		const page = (await check(response)) as { data: readonly T[]; next_page: { offset: string } | null };
		found.push(...page.data);
		offset = page.next_page ? `&offset=${encodeURIComponent(page.next_page.offset)}` : '';
	} while (offset !== '');
	return found;
}

/** Reads what the server has for this page alone. */
export async function readPage<T>(path: string): Promise<T> {
	return (await check(await fetch(path))) as T;
}

async function check(response: Response): Promise<unknown> {
	if (response.status === 401) throw new SessionError('This page has no session any more; open it again.');
	const body = (await response.json()) as { errors?: readonly { message: string }[] };
	if (response.ok) return body;
	throw new RefusedError(body.errors?.[0]?.message ?? `The board answered ${response.status}.`);
}
