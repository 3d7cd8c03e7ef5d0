import { useRef, type ReactNode } from 'react';
import { findField } from '../core/fields.ts';
import { count } from '../core/wording.ts';
import { chooseProject } from '../live/stream.ts';
import { showText } from '../live/address.ts';
import { getState, setState, useStore } from '../live/state.ts';

/** Project, search, filters, and how the page stands with the board. */
export function Header(): ReactNode {
	const dashboard = useStore((state) => state.dashboard);
	return (
		<header className="top">
			<img src="/icon.svg" alt="" width="24" height="24" />
			<h1>Aegis board</h1>
			<Projects />
			<Search />
			<Filters />
			<span className="spring" />
			<Connection />
			{dashboard !== null && (
				<a className="button" href={dashboard}>
					Dashboard
				</a>
			)}
			<button
				type="button"
				className="button"
				onClick={() => setState({ dialog: { kind: 'help' } })}
				aria-label="Keys"
				title="Keys (?)"
			>
				?
			</button>
			<button
				type="button"
				className="button primary"
				title="New card (c)"
				onClick={() => setState({ dialog: { kind: 'create', section: null } })}
			>
				New card
			</button>
		</header>
	);
}

function Projects(): ReactNode {
	const projects = useStore((state) => state.projects);
	const project = useStore((state) => state.project);
	if (projects.length === 0) return null;
	return (
		<select
			className="button"
			aria-label="Project"
			value={project ?? ''}
			onChange={(event) => chooseProject(event.target.value)}
		>
			{projects.map(({ gid, name, cards }) => (
				<option key={gid} value={gid}>{`${name} (${cards})`}</option>
			))}
		</select>
	);
}

function Search(): ReactNode {
	const text = useStore((state) => state.filter.text);
	const input = useRef<HTMLInputElement>(null);
	return (
		<input
			ref={input}
			id="search"
			type="search"
			placeholder="Search  /"
			aria-label="Search cards"
			value={text}
			onChange={(event) => showText(event.target.value)}
			onKeyDown={(event) => {
				if (event.key !== 'Escape') return;
				event.stopPropagation();
				showText('');
				input.current?.blur();
			}}
		/>
	);
}

const kinds = [
	['all', 'All cards'],
	['open', 'Not done'],
	['waiting', 'Waits for you'],
	['blocked', 'Blocked'],
] as const;

function Filters(): ReactNode {
	const filter = useStore((state) => state.filter);
	const frame = useStore((state) => state.board?.frame);
	const agent = frame && findField(frame, 'agent');
	return (
		<>
			<select
				className="button"
				aria-label="Show"
				value={filter.only}
				onChange={(event) =>
					setState({ filter: { ...filter, only: event.target.value as typeof filter.only } })
				}
			>
				{kinds.map(([kind, name]) => (
					<option key={kind} value={kind}>
						{name}
					</option>
				))}
			</select>
			{agent && (
				<select
					className="button"
					aria-label="Agent"
					value={filter.options[agent.gid] ?? ''}
					onChange={(event) => chooseOption(agent.gid, event.target.value)}
				>
					<option value="">Any agent</option>
					{agent.options.map(({ gid, name }) => (
						<option key={gid} value={gid}>
							{name}
						</option>
					))}
				</select>
			)}
		</>
	);
}

function chooseOption(field: string, option: string): void {
	const { filter } = getState();
	const { [field]: _, ...rest } = filter.options;
	setState({ filter: { ...filter, options: option === '' ? rest : { ...rest, [field]: option } } });
}

const states = {
	connecting: 'connecting',
	live: 'live',
	lost: 'reconnecting…',
	closed: 'no session',
} as const;

function Connection(): ReactNode {
	const connection = useStore((state) => state.connection);
	const pending = useStore((state) => state.pending.length);
	return (
		<span className={`connection ${connection}`} role="status">
			{connection === 'live' && pending > 0 ? `saving ${count(pending, 'change')}` : states[connection]}
		</span>
	);
}
