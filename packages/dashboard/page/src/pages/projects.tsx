import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import type { ProjectView, StatusView } from '@aegis/shared/api/views';
import { api } from '../data/api.ts';
import { useOrder } from '../parts/order.tsx';
import { Loaded } from '../parts/query.tsx';
import { Ago } from '../parts/time.tsx';

/** Every project with its syncer: when it last looked, and what is wrong. */
export function ProjectsPage() {
	const status = useQuery({ queryKey: ['status'], queryFn: api.status });
	return (
		<>
			<h1>Projects</h1>
			<Loaded query={status}>
				{(data) =>
					data.projects.length === 0 ? (
						<p className="empty">
							No project yet. In a git repository of yours: <code>aegis init</code>
						</p>
					) : (
						<div className="projects">
							{data.projects.map((project) => (
								<Project key={project.gid} project={project} status={data} />
							))}
						</div>
					)
				}
			</Loaded>
		</>
	);
}

function Project({ project, status }: { readonly project: ProjectView; readonly status: StatusView }) {
	const { busy, give } = useOrder();
	const target = { scope: 'project', gid: project.gid } as const;
	const paused = status.pauses.some(({ scope, gid }) => scope === 'project' && gid === project.gid);
	const cards = status.cards.filter(({ projectGid }) => projectGid === project.gid);
	const count = (state: string): number => cards.filter((card) => card.state === state).length;
	return (
		<article className="project" aria-label={project.name}>
			<div className="line">
				<h2>
					<Link href={`/cards?project=${project.gid}`}>{project.name}</Link>
				</h2>
				<span
					className={`mark ${project.state === 'ok' ? 'good' : project.state === 'starting' ? 'quiet' : 'bad'}`}
				>
					{project.state === 'ok' ? 'Followed' : project.state === 'starting' ? 'Starting' : 'Trouble'}
				</span>
				<button
					type="button"
					className="small"
					disabled={busy}
					onClick={() => void give(paused ? { resume: target } : { pause: target })}
				>
					{paused ? 'Resume' : 'Pause'}
				</button>
			</div>
			{project.detail !== null && <p className="reason">{project.detail}</p>}
			<dl className="pairs">
				<div>
					<dt>Board</dt>
					<dd>{project.board === 'local' ? 'the local one' : 'Asana'}</dd>
				</div>
				<div>
					<dt>Last read</dt>
					<dd>
						<Ago at={project.lastPollAt} />
					</dd>
				</div>
				<div>
					<dt>Cards</dt>
					<dd>
						{count('running')} running, {count('waiting') + count('queued')} waiting
					</dd>
				</div>
				<div>
					<dt>Repository</dt>
					<dd>
						<code>{project.path}</code>
					</dd>
				</div>
				<div>
					<dt>Its log</dt>
					<dd>
						<code>aegis logs syncer-{project.gid}</code>
					</dd>
				</div>
			</dl>
		</article>
	);
}
