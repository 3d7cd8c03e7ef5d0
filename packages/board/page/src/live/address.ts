import { getState, setState } from './state.ts';

/** Writes project, card and search into the address: a reload, a bookmark and a link show the same. */
function write(push: boolean): void {
	const { project, card, filter } = getState();
	const search = new URLSearchParams();
	if (project !== null) search.set('project', project);
	if (card !== null) search.set('card', card);
	if (filter.text !== '') search.set('q', filter.text);
	const url = `?${search.toString()}`;
	if (url === location.search) return;
	if (push) history.pushState(null, '', url);
	else history.replaceState(null, '', url);
}

export function showProject(project: string): void {
	setState({ project });
	write(false);
}

export function openCard(card: string | null): void {
	if (card === getState().card) return;
	setState({ card, ...(card === null ? {} : { focus: card }) });
	write(true);
}

export function showText(text: string): void {
	setState({ filter: { ...getState().filter, text } });
	write(false);
}

addEventListener('popstate', () => {
	const asked = new URLSearchParams(location.search);
	setState({
		card: asked.get('card'),
		filter: { ...getState().filter, text: asked.get('q') ?? '' },
	});
});
