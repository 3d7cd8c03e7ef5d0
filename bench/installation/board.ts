import { loadBoardAddress, loadProjects, type Home } from '@aegis/shared/config';

interface Task {
	readonly gid: string;
	readonly completed: boolean;
}

/** The local board as a person uses it: through its API, with the person's token. */
export interface Board {
	/** Creates cards in Drafts, where nothing happens to them. Each is one run of the Documentation agent when moved. */
	addCards(count: number): Promise<string[]>;
	moveToReady(gid: string): Promise<void>;
	countOpen(gids: readonly string[]): Promise<number>;
}

export async function connectBoard(home: Home): Promise<Board> {
	const address = loadBoardAddress(home);
	const project = loadProjects(home.projectsFile)[0];
	if (address === null || project === undefined) throw new Error('there is no board with a project');

	const call = async <T>(method: string, path: string, data?: object): Promise<T> => {
		const response = await fetch(address.apiUrl + path, {
			method,
			headers: { authorization: `Bearer ${address.personToken}`, 'content-type': 'application/json' },
			...(data === undefined ? {} : { body: JSON.stringify({ data }) }),
		});
		if (!response.ok) throw new Error(`${method} ${path}: ${response.status} ${await response.text()}`);
		return ((await response.json()) as { data: T }).data;
	};
	const sections = await call<{ gid: string; name: string }[]>('GET', `/projects/${project.gid}/sections`);
	const sectionOf = (name: string): string => {
		const section = sections.find((candidate) => candidate.name === name);
		if (section === undefined) throw new Error(`the board has no section ${name}`);
		return section.gid;
	};
	const [drafts, ready] = [sectionOf('Drafts'), sectionOf('Ready Queue')];

	return {
		async addCards(count) {
			const gids: string[] = [];
			for (let index = 0; index < count; index += 1) {
				const memberships = [{ project: project.gid, section: drafts }];
				const { gid } = await call<Task>('POST', '/tasks', {
					name: `Preference: do nothing, number ${index + 1}`,
					projects: [project.gid],
					memberships,
				});
				gids.push(gid);
			}
			return gids;
		},
		async moveToReady(gid) {
			await call('POST', `/sections/${ready}/addTask`, { task: gid });
		},
		async countOpen(gids) {
			const open = await call<Task[]>('GET', `/projects/${project.gid}/tasks?completed_since=now&limit=100`);
			const known = new Set(gids);
			return open.filter((task) => known.has(task.gid)).length;
		},
	};
}
