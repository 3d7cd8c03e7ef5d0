// Shows one project live. Everything that comes from the board is put in as text, never as markup.

const byId = (id) => document.getElementById(id);
const page = { projects: byId('projects'), board: byId('board'), panel: byId('panel'), state: byId('state') };
const asked = new URLSearchParams(location.search);
const shown = { project: asked.get('project'), card: null, places: new Map() };
/** Only a board that is reachable from other machines asks for one; it stays in this tab. */
let token = sessionStorage.getItem('token');

function make(tag, className, text) {
	const element = document.createElement(tag);
	if (className) element.className = className;
	if (text !== undefined) element.textContent = text;
	return element;
}

async function read(path) {
	const headers = token === null ? {} : { authorization: `Bearer ${token}` };
	const response = await fetch(path, { headers });
	if (response.status === 401) {
		token = prompt('Token of this board') ?? '';
		sessionStorage.setItem('token', token);
		throw new Error('token needed');
	}
	if (!response.ok) throw new Error(`${response.status}`);
	return response.json();
}

function setState(text, live) {
	page.state.textContent = text;
	page.state.className = live ? 'live' : '';
}

function showProjects(projects) {
	const buttons = projects.map((project) => {
		const button = make('button', '', `${project.name} (${project.cards})`);
		button.type = 'button';
		button.setAttribute('aria-current', String(project.gid === shown.project));
		button.addEventListener('click', () => chooseProject(project.gid));
		return button;
	});
	page.projects.replaceChildren(...buttons);
}

function chooseProject(gid) {
	if (gid === shown.project) return;
	shown.project = gid;
	shown.places = new Map();
	closeCard();
	history.replaceState(null, '', `?project=${encodeURIComponent(gid)}`);
	following?.abort();
}

function toneOf(status) {
	if (/fail|error|dead|reject/i.test(status)) return 'bad';
	if (/done|success|complete|approved|merged/i.test(status)) return 'good';
	return '';
}

function showCard(card, column, first) {
	const button = make('button', card.completed ? 'card done' : 'card');
	button.type = 'button';
	button.dataset.gid = card.gid;
	button.setAttribute('aria-current', String(card.gid === shown.card));
	if (!first && shown.places.get(card.gid) !== column) button.classList.add('arrived');
	shown.places.set(card.gid, column);
	button.append(make('strong', '', card.name || 'Untitled'));

	const { Agent, Cost, Reason } = card.fields;
	const status = card.fields['Swarm Status'];
	const facts = make('div', 'facts');
	if (Agent) facts.append(make('span', 'fact agent', Agent));
	if (status) facts.append(make('span', `fact ${toneOf(status)}`, status));
	if (Cost)
		facts.append(make('span', 'fact', Number.isFinite(Number(Cost)) ? `$${Number(Cost).toFixed(2)}` : Cost));
	if (card.assignee) facts.append(make('span', 'fact', card.assignee));
	if (card.waiting > 0) facts.append(make('span', 'fact bad', `waits for ${card.waiting}`));
	if (card.comments > 0)
		facts.append(make('span', 'fact', `${card.comments} ${card.comments === 1 ? 'comment' : 'comments'}`));
	if (facts.childElementCount > 0) button.append(facts);
	if (Reason) button.append(make('p', 'reason', Reason));
	button.addEventListener('click', () => openCard(card.gid));
	return button;
}

function showBoard(board) {
	const first = shown.places.size === 0;
	const scrolled = new Map(
		[...document.querySelectorAll('.cards')].map((list) => [list.dataset.gid, list.scrollTop]),
	);
	const focused = document.activeElement?.dataset?.gid;
	const columns = board.columns.map((column) => {
		const section = make('section', 'column');
		const title = make('h2', '', column.name);
		title.append(make('span', '', String(column.total)));
		const cards = make('div', 'cards');
		cards.dataset.gid = column.gid;
		cards.append(...column.cards.map((card) => showCard(card, column.gid, first)));
		if (column.total > column.cards.length)
			cards.append(make('p', 'fact', `${column.total - column.cards.length} more`));
		section.append(title, cards);
		return section;
	});
	page.board.replaceChildren(...columns);
	for (const list of document.querySelectorAll('.cards'))
		list.scrollTop = scrolled.get(list.dataset.gid) ?? 0;
	if (focused) document.querySelector(`.card[data-gid="${CSS.escape(focused)}"]`)?.focus();
	document.title = `${board.project.name} · Aegis board`;
	const card = asked.get('card');
	asked.delete('card');
	if (card !== null) void openCard(card);
}

function addList(panel, title, items) {
	if (items.length === 0) return;
	const list = make('ul');
	list.append(...items.map((item) => make('li', '', item.completed ? `${item.name} (done)` : item.name)));
	panel.append(make('h3', '', title), list);
}

async function openCard(gid) {
	shown.card = gid;
	for (const card of document.querySelectorAll('.card'))
		card.setAttribute('aria-current', String(card.dataset.gid === gid));
	let card;
	try {
		card = await read(`/live/card?gid=${encodeURIComponent(gid)}`);
	} catch {
		closeCard();
		return;
	}
	if (shown.card !== gid) return;
	const close = make('button', 'close', '×');
	close.type = 'button';
	close.setAttribute('aria-label', 'Close');
	close.addEventListener('click', closeCard);
	const parts = document.createDocumentFragment();
	parts.append(close, make('h2', '', card.name || 'Untitled'));
	const fields = make('dl');
	for (const [name, value] of Object.entries({ Gid: card.gid, ...card.fields })) {
		fields.append(make('dt', '', name), make('dd', '', value));
	}
	parts.append(fields);
	if (card.notes) parts.append(make('h3', '', 'Description'), make('pre', '', card.notes));
	addList(parts, 'Waits for', card.blockers);
	addList(parts, 'Subtasks', card.subtasks);
	addList(parts, 'Attachments', card.attachments);
	parts.append(make('h3', '', 'History, newest first'));
	for (const story of card.stories.toReversed()) {
		const entry = make('div', story.type === 'system' ? 'story system' : 'story');
		const when = new Date(story.at).toLocaleString();
		entry.append(make('small', '', `${story.author ?? 'Somebody'}, ${when}`), make('pre', '', story.text));
		parts.append(entry);
	}
	const scroll = page.panel.scrollTop;
	page.panel.replaceChildren(parts);
	page.panel.hidden = false;
	page.panel.scrollTop = scroll;
}

function closeCard() {
	shown.card = null;
	page.panel.hidden = true;
	for (const card of document.querySelectorAll('.card[aria-current="true"]'))
		card.setAttribute('aria-current', 'false');
}

let following = null;

/** Reads the chosen project, then waits at the server for its next change, for ever. */
async function follow() {
	let since = '';
	let project = null;
	for (;;) {
		try {
			const { projects } = await read('/live/projects');
			if (!projects.some(({ gid }) => gid === shown.project)) shown.project = projects[0]?.gid ?? null;
			showProjects(projects);
			if (shown.project === null) {
				page.board.replaceChildren(
					make('p', 'empty', 'No project yet. Projects made through the API appear here by themselves.'),
				);
				setState('live', true);
				await pause(2000);
				continue;
			}
			if (project !== shown.project) since = '';
			project = shown.project;
			following = new AbortController();
			const board = await readUnless(
				following.signal,
				`/live/board?project=${encodeURIComponent(project)}&since=${since}`,
			);
			if (!board || project !== shown.project) continue;
			setState('live', true);
			if (String(board.version) === since) continue;
			since = String(board.version);
			showBoard(board);
			if (shown.card !== null) await openCard(shown.card);
		} catch {
			setState('reconnecting', false);
			since = '';
			await pause(1500);
		}
	}
}

/** What is read, or nothing when another project is chosen meanwhile. */
function readUnless(signal, path) {
	return Promise.race([
		read(path),
		new Promise((resolve) => {
			signal.addEventListener('abort', () => resolve(undefined));
		}),
	]);
}

function pause(milliseconds) {
	return new Promise((resolve) => {
		setTimeout(resolve, milliseconds);
	});
}

addEventListener('keydown', (event) => {
	if (event.key === 'Escape') closeCard();
});
await follow();
