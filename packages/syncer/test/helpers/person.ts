/** A person at the board: speaks its API as any other client does. */
export class Person {
	readonly #apiUrl: string;
	readonly #token: string;

	constructor(apiUrl: string, token: string) {
		this.#apiUrl = apiUrl;
		this.#token = token;
	}

	async call<Data>(method: string, path: string, data?: object): Promise<Data> {
		const response = await fetch(`${this.#apiUrl}${path}`, {
			method,
			headers: { authorization: `Bearer ${this.#token}`, 'content-type': 'application/json' },
			...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
		});
		const body = (await response.json()) as { data: Data };
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${JSON.stringify(body)}`);
		return body.data;
	}

	async create(kind: string, data: object): Promise<string> {
		return (await this.call<{ gid: string }>('POST', `/${kind}`, data)).gid;
	}

	async comments(taskGid: string): Promise<string[]> {
		const stories = await this.call<{ type: string; text: string }[]>(
			'GET',
			`/tasks/${taskGid}/stories?opt_fields=type,text`,
		);
		return stories.filter((story) => story.type === 'comment').map((story) => story.text);
	}

	async sectionOf(taskGid: string): Promise<string> {
		const task = await this.call<{ memberships: { section: { name: string } }[] }>(
			'GET',
			`/tasks/${taskGid}?opt_fields=memberships.section.name`,
		);
		return task.memberships[0]?.section.name ?? '';
	}
}
