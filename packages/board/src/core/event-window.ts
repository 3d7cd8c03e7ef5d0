/** What makes two events the same news for a reader. */
export interface WindowEvent {
	readonly user: string | null;
	readonly resource: string;
	readonly parent: string | null;
	readonly action: string;
	readonly change: string | null;
}

/** Drops an event when a later one says the same with nothing else about that resource between, as Asana may. */
export function collapseEvents<T extends WindowEvent>(events: readonly T[]): readonly T[] {
	const latest = new Map<string, string>();
	const kept: T[] = [];
	for (let index = events.length - 1; index >= 0; index--) {
		const event = events[index];
		if (!event) continue;
		const said = [event.user, event.action, event.parent, event.change].join('\n');
		if (event.action === 'changed' && latest.get(event.resource) === said) continue;
		latest.set(event.resource, said);
		kept.push(event);
	}
	return kept.toReversed();
}
