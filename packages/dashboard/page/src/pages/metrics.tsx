import { useQuery } from '@tanstack/react-query';
import { Link } from 'wouter';
import { wordCount, wordDuration, wordMoney } from '../core/wording.ts';
import { api, type Metrics } from '../data/api.ts';
import { Loaded } from '../parts/query.tsx';
import { Section } from '../parts/section.tsx';
import { AgentMark } from '../parts/state.tsx';

/** Sums over the newest runs. */
export function MetricsPage() {
	const metrics = useQuery({ queryKey: ['metrics'], queryFn: api.metrics });
	return (
		<>
			<h1>Metrics</h1>
			<Loaded query={metrics}>
				{(data) =>
					data.runs === 0 ? (
						<p className="empty">Nothing has run yet, so there is nothing to count.</p>
					) : (
						<Sums metrics={data} />
					)
				}
			</Loaded>
		</>
	);
}

function Sums({ metrics }: { readonly metrics: Metrics }) {
	const merged = metrics.days.reduce((sum, day) => sum + day.merged, 0);
	const share = (count: number, of: number): string =>
		of === 0 ? '–' : `${Math.round((100 * count) / of)} %`;
	return (
		<>
			<dl className="tiles">
				<Tile name="Cards merged" value={String(merged)} />
				<Tile name="Lead time p50" value={wordTime(metrics.leadTime.p50)} />
				<Tile name="Lead time p90" value={wordTime(metrics.leadTime.p90)} />
				<Tile
					name="Spent"
					value={wordMoney(metrics.spentUsd)}
					more={
						metrics.unknownCosts > 0 ? `and ${wordCount(metrics.unknownCosts, 'run')} of unknown cost` : ''
					}
				/>
				<Tile name="Sent back in review" value={share(metrics.sentBack.count, metrics.sentBack.of)} />
				<Tile name="Runs" value={String(metrics.runs)} />
				<Tile name="Failed" value={share(metrics.failed, metrics.runs)} />
				<Tile name="Retried" value={share(metrics.retried, metrics.runs)} />
				<Tile name="Lost with their worker" value={String(metrics.lost)} />
			</dl>
			<div className="charts">
				<Bars title="Merged per day" days={metrics.days} of={({ merged }) => merged} word={String} />
				<Bars title="Spent per day" days={metrics.days} of={({ usd }) => usd} word={wordMoney} />
			</div>
			<Section title="Agents" id="agents">
				<div className="scroll" tabIndex={0} role="group" aria-label="Agents">
					<table>
						<thead>
							<tr>
								<th>Agent</th>
								<th>Runs</th>
								<th>Failed</th>
								<th>Waited p50</th>
								<th>Took p50</th>
								<th>Took p90</th>
								<th>Cost</th>
								<th>Per run</th>
							</tr>
						</thead>
						<tbody>
							{metrics.agents.map((row) => (
								<tr key={row.agent}>
									<td>
										<AgentMark agent={row.agent} />
									</td>
									<td className="number">{row.runs}</td>
									<td className="number">{row.failed}</td>
									<td className="number">{wordTime(row.wait.p50)}</td>
									<td className="number">{wordTime(row.time.p50)}</td>
									<td className="number">{wordTime(row.time.p90)}</td>
									<td className="number">{wordMoney(row.usd)}</td>
									<td className="number">{wordMoney(row.usd / Math.max(row.runs, 1))}</td>
								</tr>
							))}
						</tbody>
					</table>
				</div>
			</Section>
			<Section title="Dearest cards" id="dearest">
				<ul className="rows compact">
					{metrics.cards.map((card) => (
						<li key={card.gid}>
							<span className="number">{wordMoney(card.usd)}</span>
							<Link href={`/cards/${card.gid}`} data-card={card.gid}>
								{card.name}
							</Link>
							<span className="quiet number">{wordCount(card.runs, 'run')}</span>
						</li>
					))}
				</ul>
			</Section>
		</>
	);
}

function Tile({
	name,
	value,
	more = '',
}: {
	readonly name: string;
	readonly value: string;
	readonly more?: string;
}) {
	return (
		<div className="tile">
			<dt>{name}</dt>
			<dd>
				{value} {more !== '' && <span className="quiet">{more}</span>}
			</dd>
		</div>
	);
}

type Day = Metrics['days'][number];

/** A bar per day; the numbers are in its title and, for those who do not see it, in its label. */
function Bars({
	title,
	days,
	of,
	word,
}: {
	readonly title: string;
	readonly days: readonly Day[];
	readonly of: (day: Day) => number;
	readonly word: (value: number) => string;
}) {
	const shown = days.slice(-30);
	const most = Math.max(...shown.map(of), 0);
	return (
		<figure>
			<figcaption>
				{title} <span className="quiet">most {word(most)}</span>
			</figcaption>
			<svg
				viewBox="0 0 300 80"
				role="img"
				aria-label={`${title}: ${shown.map((day) => `${day.day} ${word(of(day))}`).join(', ')}`}
			>
				<line x1="0" x2="300" y1="79.5" y2="79.5" className="axis" />
				{shown.map((day, index) => {
					const height = most === 0 ? 0 : (76 * of(day)) / most;
					const width = Math.min(300 / shown.length, 24);
					return (
						<rect
							key={day.day}
							x={index * width + 1}
							y={79 - height}
							width={width - 2}
							height={height}
							rx="1"
						>
							<title>{`${day.day}: ${word(of(day))}`}</title>
						</rect>
					);
				})}
			</svg>
		</figure>
	);
}

function wordTime(ms: number | null): string {
	return ms === null ? '–' : wordDuration(ms);
}
