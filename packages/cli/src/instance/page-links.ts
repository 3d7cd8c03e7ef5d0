import { loadBoardAddress, type BoardAddress, type Home } from '@aegis/shared/config';
import { issueLink, type Role } from '@aegis/shared/door';
import { findDashboardUrl, readQuietly } from './master-service.ts';

/** The pages a person may open. */
export const pages = ['dashboard', 'board'] as const;
export type Page = (typeof pages)[number];

/** A link that opens the page once, with a session of this role; null when the page is not served now. */
export function linkTo(home: Home, page: Page, role: Role = 'operate'): string | null {
	if (page === 'board') {
		const address = readQuietly(() => loadBoardAddress(home));
		return address === null ? null : linkToBoard(address, role);
	}
	const url = findDashboardUrl(home);
	return url === null ? null : issueLink(home.door, { door: 'dashboard', url, role });
}

/** A board says in its file in which folder the secrets of its door lie. */
export function linkToBoard(address: BoardAddress, role: Role = 'operate'): string {
	const folder = address['door'];
	return typeof folder === 'string'
		? issueLink(folder, { door: 'board', url: address.url, role })
		: address.url;
}
