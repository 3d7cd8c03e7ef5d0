import { checkLink } from './core/wording.js';

/** Makes an element. Text only ever becomes text nodes: names and messages come from boards and models. */
export function make(tag, attributes = {}, ...children) {
	const element = document.createElement(tag);
	for (const [name, value] of Object.entries(attributes)) {
		if (value !== null && value !== undefined) element.setAttribute(name, String(value));
	}
	for (const child of children.flat()) {
		if (child !== null && child !== undefined) element.append(child);
	}
	return element;
}

/** Text that leads somewhere, or plain text where the address is missing or is none. */
export function makeLink(text, url) {
	const href = checkLink(url);
	return href === null
		? make('span', {}, text)
		: make('a', { href, rel: 'noreferrer', target: '_blank' }, text);
}

/** Text with `commands` in backticks set as code. */
export function makeHint(text) {
	return text.split('`').map((part, index) => (index % 2 === 1 ? make('code', {}, part) : part));
}

export function makeTable(headings, rows) {
	return make(
		'table',
		{},
		make('thead', {}, make('tr', {}, ...headings.map((heading) => make('th', { scope: 'col' }, heading)))),
		make('tbody', {}, ...rows),
	);
}

/** A row whose cells name their column, so that a narrow screen can show it as a block. */
export function makeRow(headings, cells) {
	return make('tr', {}, ...cells.map((cell, index) => make('td', { 'data-label': headings[index] }, cell)));
}

export function makePill(text, tone) {
	return make('span', { class: `pill ${tone}` }, text);
}
