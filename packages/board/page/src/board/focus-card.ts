import { isEverything, matcherOf } from '../core/search.ts';
import { getState, setState } from '../live/state.ts';
import { columnLists } from './lists.ts';

/** How many frames a card may take to appear after it was scrolled to. */
const patience = 30;

/** Brings a card into sight and puts the keyboard on it, once the board tells of it. */
export async function focusCard(gid: string): Promise<void> {
	setState({ focus: gid });
	await inFrames(gid, (element) => {
		if (getState().focus === gid) element.focus({ preventScroll: true });
		// A card that is being measured is there, but not visible, and takes no focus yet.
		return getState().focus !== gid || document.activeElement === element;
	});
}

/** Brings a card into sight, once the board tells of it. */
export async function revealCard(gid: string): Promise<void> {
	await inFrames(gid, () => true);
}

/** Scrolls to a card, and does something with it when it is there, frame by frame until that worked. */
async function inFrames(gid: string, work: (element: HTMLElement) => boolean): Promise<void> {
	for (let frame = 0; frame < patience; frame++) {
		const element = document.querySelector<HTMLElement>(`[data-card="${gid}"]`);
		if (element) {
			element.scrollIntoView({ block: 'nearest', inline: 'nearest' });
			if (work(element)) return;
		} else {
			scrollTo(gid);
		}
		await new Promise(requestAnimationFrame);
	}
}

function scrollTo(gid: string): void {
	const { board } = getState();
	const section = board?.cards.get(gid)?.section;
	if (!board || section === undefined) return;
	const index = (board.order.get(section) ?? []).filter(isShown).indexOf(gid);
	if (index >= 0) columnLists.get(section)?.(index);
}

/** Whether a card passes the filter. */
export function isShown(gid: string): boolean {
	const { board, filter } = getState();
	const card = board?.cards.get(gid);
	return (
		board !== null && card !== undefined && (isEverything(filter) || matcherOf(filter, board.frame)(card))
	);
}
