import { answerTo, patience } from '../core/acknowledge.ts';
import { applyChange, fromSnapshot, type Board, type Change, type Snapshot } from '../core/board.ts';
import { stillPending } from '../core/pending.ts';
import { readPage } from '../api/request.ts';
import { getState, say, setState, type State } from './state.ts';
import { showProject } from './address.ts';

/** Milliseconds until a stream that was refused, or a board without projects, is asked again. */
const retryMs = 1_500;
/** Milliseconds a card that others moved is marked. */
const arrivedMs = 1_500;

/** Milliseconds until a dashboard that was not there yet is looked for again. */
const lookMs = 10_000;

let stream: EventSource | null = null;
let looking: ReturnType<typeof setTimeout> | undefined;
let waiting: ReturnType<typeof setTimeout> | undefined;

/** Reads which projects there are and follows the chosen one, for ever. */
export async function start(): Promise<void> {
	await refreshProjects();
	const { projects, project } = getState();
	const chosen = projects.find(({ gid }) => gid === project) ?? projects[0];
	if (chosen === undefined) {
		waiting = setTimeout(() => void start(), retryMs);
		return;
	}
	if (chosen.gid !== project) showProject(chosen.gid);
	follow(chosen.gid);
}

/** Leaves the project that is shown for another. */
export function chooseProject(gid: string): void {
	if (gid === getState().project) return;
	setState({ told: null, pending: [], moves: [], commands: [], card: null, focus: null });
	showProject(gid);
	follow(gid);
}

async function refreshProjects(): Promise<void> {
	try {
		setState({ ...(await readPage<Pick<State, 'projects' | 'me' | 'bot' | 'dashboard'>>('/live/projects')) });
		const { projects, dashboard } = getState();
		if (projects.length === 0) setState({ connection: 'live' });
		clearTimeout(looking);
		if (dashboard === null) looking = setTimeout(() => void refreshProjects(), lookMs);
	} catch (error) {
		setState({ connection: error instanceof Error && error.name === 'SessionError' ? 'closed' : 'lost' });
	}
}

function follow(project: string): void {
	stream?.close();
	clearTimeout(waiting);
	const source = new EventSource(`/live/events?project=${encodeURIComponent(project)}`);
	stream = source;
	source.addEventListener('board', ({ data }: MessageEvent<string>) => {
		setState({
			told: fromSnapshot(JSON.parse(data) as Snapshot),
			pending: [],
			connection: 'live',
			touched: getState().touched + 1,
		});
	});
	source.addEventListener('change', ({ data }: MessageEvent<string>) => take(JSON.parse(data) as Change));
	source.addEventListener('open', () => {
		if (getState().connection === 'lost') void refreshProjects();
		setState({ connection: 'live' });
	});
	source.addEventListener('error', () => {
		setState({ connection: 'lost' });
		// The browser asks again by itself after a cut; after a refusal it does not.
		if (source.readyState === EventSource.CLOSED) waiting = setTimeout(() => void start(), retryMs);
	});
}

function take(change: Change): void {
	const { told, pending, card, touched } = getState();
	if (!told) return;
	const next = applyChange(told, change);
	markArrivals(told, change);
	setState({
		told: next,
		pending: stillPending(pending, change),
		touched: card !== null && change.touched.includes(card) ? touched + 1 : touched,
	});
	acknowledge(change, next);
	if (change.frame) void refreshProjects();
}

function markArrivals(before: Board, change: Change): void {
	const { me, arrived } = getState();
	if (change.by === me) return;
	const moved = change.cards.filter((card) => before.cards.get(card.gid)?.section !== card.section);
	if (moved.length === 0) return;
	setState({ arrived: new Set([...arrived, ...moved.map(({ gid }) => gid)]) });
	setTimeout(() => {
		const gone = new Set(moved.map(({ gid }) => gid));
		setState({ arrived: new Set([...getState().arrived].filter((gid) => !gone.has(gid))) });
	}, arrivedMs);
}

/** Says that Aegis heard what was asked on a card, once it did something there. */
function acknowledge(change: Change, board: Board): void {
	const { commands, bot } = getState();
	for (const command of commands) {
		const answer = answerTo(command, change, bot, board);
		if (answer === undefined) continue;
		setState({ commands: getState().commands.filter((other) => other !== command) });
		const name = board.cards.get(command.card)?.name ?? 'the card';
		say(`Aegis heard ${command.what} (“${name}”)${answer === '' ? '' : `: ${answer}`}`, 'good');
	}
}

/** Remembers a command until Aegis reacts; says so when it does not. */
export function expectAnswer(card: string, what: string): void {
	const command = { card, what, at: Date.now() };
	setState({ commands: [...getState().commands.filter((other) => other.card !== card), command] });
	setTimeout(() => {
		if (!getState().commands.includes(command)) return;
		setState({ commands: getState().commands.filter((other) => other !== command) });
		say(`Aegis has not answered ${what} yet. Is it running? \`aegis status\` tells.`);
	}, patience);
}
