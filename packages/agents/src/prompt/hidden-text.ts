import type { CardSnapshot } from '@aegis/shared/domain';
import { countInvisible } from './clean-text.ts';

/**
 * What of a card's texts a person cannot see, and agents were not given, as words for people: who reads the board must be
 * able to tell that somebody wrote more than it shows. Null where there is nothing.
 */
export function describeHidden({ name, notes, comments }: CardSnapshot): string | null {
	const places: [where: string, count: number][] = [
		['the name', countInvisible(name)],
		['the description', countInvisible(notes)],
		...comments
			.filter(({ own }) => !own)
			.map(({ authorName, createdAt, text }): [string, number] => [
				`the comment of ${createdAt.slice(0, 16).replace('T', ' ')}`,
				countInvisible(text) + countInvisible(authorName ?? ''),
			]),
	];
	const found = places.filter(([, count]) => count > 0);
	if (found.length === 0) return null;
	const total = found.reduce((sum, [, count]) => sum + count, 0);
	const named = found.slice(0, 3).map(([where, count]) => `${where} (${count})`);
	const more = found.length - named.length;
	return `${total} invisible ${total === 1 ? 'character' : 'characters'}, kept from the agent, in ${named.join(', ')}${more > 0 ? ` and ${more} more places` : ''}`;
}
