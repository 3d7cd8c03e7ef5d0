import { useQuery } from '@tanstack/react-query';
import { api } from '../data/api.ts';
import { Loaded } from '../parts/query.tsx';

const signs = { ok: ['good', '✓'], warning: ['warn', '!'], problem: ['bad', '✗'] } as const;

/** What `aegis doctor` finds on the machine of the dashboard. */
export function DoctorPage() {
	const doctor = useQuery({
		queryKey: ['doctor'],
		queryFn: api.doctor,
		refetchInterval: false,
		staleTime: 30_000,
	});
	return (
		<>
			<h1>Doctor</h1>
			<div className="panel-head">
				<button type="button" disabled={doctor.isFetching} onClick={() => void doctor.refetch()}>
					{doctor.isFetching ? 'Looking…' : 'Look again'}
				</button>
			</div>
			<Loaded query={doctor}>
				{({ ok, checks }) => (
					<>
						<p className={`notice ${ok ? 'good' : 'bad'}`}>
							{ok
								? 'Everything Aegis needs is there.'
								: 'Something is missing; each line says what mends it.'}
						</p>
						<ul className="rows">
							{checks.map(({ name, level, text, fix }) => (
								<li key={name}>
									<span className={signs[level][0]} role="img" aria-label={level}>
										{signs[level][1]}
									</span>
									<div>
										<b>{name}</b> {text}
										{fix !== null && <p className="quiet">{fix}</p>}
									</div>
								</li>
							))}
						</ul>
					</>
				)}
			</Loaded>
		</>
	);
}
