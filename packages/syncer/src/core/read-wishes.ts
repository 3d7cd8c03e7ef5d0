import { agentNames, mergeApprovals } from '@aegis/shared/domain';

/** What a person asks for where the board has no fields: in tags, and in lines of the description. */
export interface Wishes {
	/** As typed where no agent has that name: only tags say such a thing, a line may be prose. */
	readonly agent: string | null;
	readonly maxCostUsd: number | null;
	/** What was said of it where that is no amount. */
	readonly badMaxCost: string | null;
	readonly mergeApproval: string | null;
	/** Gids of the cards that must be completed first. */
	readonly dependsOn: readonly string[];
}

/** Reads `agent:worker`, `max-cost:3`, `manual-check`, `auto-approve` as tags, `Agent: Worker` and the like as lines. */
export function readWishes(tags: readonly string[], notes: string): Wishes {
	const tagged = tags.map(readTag);
	const written = notes.split(/\r?\n/).flatMap(readLine);
	const said = (key: string): string | undefined =>
		[...tagged, ...written].find((wish) => wish.key === key)?.value;
	const agent = tagged.find((wish) => wish.key === 'agent')?.value;
	const checks = [...tagged, ...written].flatMap(({ key, value }) => readApproval(key, value));
	return {
		agent: agent === undefined ? nameAgent(said('agent')) : (nameAgent(agent) ?? agent),
		maxCostUsd: readMoney(said('maxcost')),
		badMaxCost: findNoMoney(tagged, said('maxcost')),
		// Of two words about one merge the careful one counts.
		mergeApproval: checks.includes('Manual Check') ? 'Manual Check' : (checks[0] ?? null),
		dependsOn: [...new Set(written.filter(({ key }) => key === 'dependson').flatMap(readGids))],
	};
}

/** A comment that says nothing but that the merge may go ahead. */
export function isApproval(text: string): boolean {
	return /^\s*approved?\s*[.!]*\s*$/i.test(text);
}

/** A comment that may permit something: an approval, or the second tick. */
export function isConsent(text: string): boolean {
	return /^\s*approved?\b/i.test(text);
}

interface Wish {
	readonly key: string;
	readonly value: string;
}

function readTag(tag: string): Wish {
	const [, key = tag, value = ''] = /^([^:=]+)[:=](.*)$/.exec(tag) ?? [];
	return { key: plain(key), value: value.trim() };
}

function readLine(line: string): Wish[] {
	const [, key, value] =
		/^[\s*_-]*([A-Za-z][A-Za-z -]{3,15})\s*:[*_]*\s*(\S.*)$/.exec(line.slice(0, 1_000)) ?? [];
	return key === undefined || value === undefined ? [] : [{ key: plain(key), value: value.trim() }];
}

/** Letters alone, for nobody remembers which of “max-cost”, “Max Cost” and “max_cost” it is. */
function plain(text: string): string {
	return text.toLowerCase().replace(/[^a-z]/g, '');
}

function nameAgent(text: string | undefined): string | null {
	return agentNames.find((name) => name.toLowerCase() === text?.toLowerCase()) ?? null;
}

function readMoney(text: string | undefined): number | null {
	const [, digits] = /^\$?\s*(\d{1,6}(?:\.\d{1,4})?)(?:\s*(?:\$|usd))?$/i.exec(text ?? '') ?? [];
	return digits === undefined ? null : Number(digits);
}

/** A tag means what it says; of a line only what looks like a number is meant as one. */
function findNoMoney(tagged: readonly Wish[], said: string | undefined): string | null {
	if (said === undefined || said === '' || readMoney(said) !== null) return null;
	const isTagged = tagged.some(({ key, value }) => key === 'maxcost' && value === said);
	return isTagged || /^[$\s]*(?:[-+.,]*\d|nan\b|-?inf|-?∞)/i.test(said) ? said.slice(0, 40) : null;
}

/** `Approved` is no wish: it must be said by somebody, once. */
function readApproval(key: string, value: string): string[] {
	const said = key === 'mergeapproval' ? plain(value) : value === '' ? key : '';
	return mergeApprovals.filter((name) => name !== 'Approved' && plain(name) === said);
}

/** Bare gids, and addresses of cards in the forms Asana has had: `/0/{project}/{task}`, `/task/{task}`, and the local board's. */
function readGids({ value }: Wish): string[] {
	return value.split(/[\s,;]+/).flatMap((word) => {
		const [, gid] =
			/^(\d{1,20})$/.exec(word) ??
			/\/task\/(\d{1,20})/.exec(word) ??
			/[?&]card=(\d{1,20})/.exec(word) ??
			/^https?:\/\/[^\s?#]*\/(\d{1,20})(?:\/f)?\/?(?:[?#].*)?$/.exec(word) ??
			[];
		return gid === undefined ? [] : [gid];
	});
}
