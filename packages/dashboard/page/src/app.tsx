import { useQuery } from '@tanstack/react-query';
import { lazy, Suspense, useEffect, useRef, useState, type FormEvent } from 'react';
import { Link, Route, Switch, useLocation, useSearchParams } from 'wouter';
import type { StatusView } from '@aegis/shared/api/views';
import { groupCards } from './core/group-cards.ts';
import { wordMoney } from './core/wording.ts';
import { api, ApiProblem } from './data/api.ts';
import { setServerTime } from './data/clock.ts';
import { useConnected } from './data/live.ts';
import { NowPage } from './pages/now.tsx';
import { Sure } from './parts/ask.tsx';
import { Boundary } from './parts/boundary.tsx';
import { useOrder } from './parts/order.tsx';
import { Trouble } from './parts/query.tsx';
import { showCount } from './parts/favicon.ts';
import { Help, useKeys } from './parts/keys.tsx';
import { NotifySwitch, useNotices } from './parts/notices.tsx';

const CardPage = lazy(async () => ({ default: (await import('./card/card-page.tsx')).CardPage }));
const CardsPage = lazy(async () => ({ default: (await import('./pages/cards.tsx')).CardsPage }));
const MetricsPage = lazy(async () => ({ default: (await import('./pages/metrics.tsx')).MetricsPage }));
const ProjectsPage = lazy(async () => ({ default: (await import('./pages/projects.tsx')).ProjectsPage }));
const DoctorPage = lazy(async () => ({ default: (await import('./pages/doctor.tsx')).DoctorPage }));

const places = [
	['/', 'Now'],
	['/cards', 'Cards'],
	['/metrics', 'Metrics'],
	['/projects', 'Projects'],
	['/doctor', 'Doctor'],
] as const;

/** The frame of every page: where one is, what needs somebody, the search, and what is wrong with all of it. */
export function App() {
	const status = useQuery({ queryKey: ['status'], queryFn: api.status });
	const needs = status.data === undefined ? null : groupCards(status.data.cards).needsYou;
	const count = needs?.length ?? 0;
	const [location] = useLocation();
	const [help, setHelp] = useState(false);
	useKeys(() => setHelp(true));
	useNotices(needs);
	useEffect(() => {
		if (status.data !== undefined) setServerTime(status.data.at);
	}, [status.data]);
	useEffect(() => {
		document.title = `${count > 0 ? `(${count}) ` : ''}Aegis`;
		showCount(count);
	}, [count]);
	return (
		<>
			<a className="skip" href="#main">
				To the content
			</a>
			<header className="top">
				<Link href="/" className="brand">
					<img src="/icon.svg" alt="" width="22" height="22" /> Aegis
				</Link>
				<nav aria-label="Pages">
					{places.map(([href, name]) => (
						<Link
							key={href}
							href={href}
							aria-current={
								href === location || (href === '/cards' && location.startsWith('/cards/'))
									? 'page'
									: undefined
							}
						>
							{name}
							{href === '/' && count > 0 && <span className="count warn">{count}</span>}
						</Link>
					))}
					<a href="/queues">Queues</a>
				</nav>
				<Search />
				<TopStatus status={status.data} onHelp={() => setHelp(true)} />
			</header>
			<main id="main" tabIndex={-1}>
				{status.error !== null && <Away error={status.error} />}
				<Boundary key={location}>
					<Suspense fallback={<p className="quiet loading">Reading…</p>}>
						<Switch>
							<Route path="/">
								<NowPage />
							</Route>
							<Route path="/cards">
								<CardsPage />
							</Route>
							<Route path="/cards/:gid">{({ gid }) => <CardPage gid={gid} />}</Route>
							<Route path="/metrics">
								<MetricsPage />
							</Route>
							<Route path="/projects">
								<ProjectsPage />
							</Route>
							<Route path="/doctor">
								<DoctorPage />
							</Route>
							<Route>
								<p className="empty">
									There is no such page. <Link href="/">Now</Link> has what goes on.
								</p>
							</Route>
						</Switch>
					</Suspense>
				</Boundary>
			</main>
			{help && <Help onClose={() => setHelp(false)} />}
		</>
	);
}

/** What is wrong with everything: the session is over, or nobody answers. */
function Away({ error }: { readonly error: Error }) {
	if (error instanceof ApiProblem && error.status === 401)
		return (
			<div className="notice bad" role="alert">
				<p>This session is over.</p>
				<p className="quiet">
					<code>aegis open</code> opens a new one.
				</p>
			</div>
		);
	return <Trouble error={error} />;
}

function TopStatus({
	status,
	onHelp,
}: {
	readonly status: StatusView | undefined;
	readonly onHelp: () => void;
}) {
	const connected = useConnected();
	const { busy, give } = useOrder();
	const paused = status?.pauses.some(({ scope }) => scope === 'all') ?? false;
	return (
		<div className="top-status">
			{status !== undefined && (
				<span className="number" title={`${wordMoney(status.spentUsd)} in all`}>
					{wordMoney(status.spentTodayUsd)} <span className="quiet">today</span>
				</span>
			)}
			{status !== undefined && !paused && (
				<Sure
					label="Pause everything"
					question="Stop every agent?"
					className="small"
					disabled={busy}
					onSure={() => void give({ pause: { scope: 'all' } })}
				/>
			)}
			<NotifySwitch />
			<span
				className={`live ${connected ? 'good' : 'bad'}`}
				role="status"
				title={connected ? 'Live' : 'Not connected; trying again'}
			>
				{connected ? 'Live' : 'Offline'}
			</span>
			<button type="button" className="small" aria-label="Keys and help" onClick={onHelp}>
				?
			</button>
		</div>
	);
}

function Search() {
	const [location, navigate] = useLocation();
	const [search] = useSearchParams();
	const field = useRef<HTMLInputElement>(null);
	const submit = (event: FormEvent): void => {
		event.preventDefault();
		navigate(`/cards?q=${encodeURIComponent(field.current?.value ?? '')}`);
	};
	return (
		<form role="search" className="search" onSubmit={submit}>
			<label className="unseen" htmlFor="search">
				Search cards
			</label>
			<input
				id="search"
				ref={field}
				type="search"
				placeholder="Search cards  /"
				defaultValue={location === '/cards' ? (search.get('q') ?? '') : ''}
			/>
		</form>
	);
}
