import { readFileSync } from 'node:fs';
import test from 'ava';
import { agentNames, sections } from '@aegis/shared/domain';
import { routeCard } from '../../../src/core/start/routing.ts';

interface Row {
	readonly section: string;
	/** Null is an empty field, `*` any. */
	readonly agent: string | null;
	readonly namePrefix?: string;
	readonly runs: string;
}

const file = new URL('../../../../../schema/asana_config.json', import.meta.url);
const { routing } = JSON.parse(readFileSync(file, 'utf8')) as { routing: readonly Row[] };

test('the published routing table says of every card what the code does: the first row that fits', (t) => {
	for (const section of [...sections, 'Ideas', null])
		for (const agent of [null, ...agentNames])
			for (const name of ['Preference: tabs', 'Fix the login']) {
				const row = routing.find(
					(one) =>
						one.section === section &&
						(one.agent === '*' || one.agent === agent) &&
						name.startsWith(one.namePrefix ?? ''),
				);
				const route = routeCard({ section, agent, name, completed: false });
				t.is<string | undefined, string | undefined>(
					route.kind === 'run' ? route.agent : undefined,
					row?.runs,
					`${section} / ${agent} / ${name}`,
				);
			}
});
