import type { UseQueryResult } from '@tanstack/react-query';
import type { ReactNode } from 'react';
import { ApiProblem } from '../data/api.ts';

/** What a query has, or what is wrong with it; what was there before stays. */
export function Loaded<T>({
	query,
	children,
}: {
	readonly query: UseQueryResult<T>;
	readonly children: (data: T) => ReactNode;
}) {
	if (query.data !== undefined) return <>{children(query.data)}</>;
	if (query.error !== null) return <Trouble error={query.error} />;
	return (
		<p className="quiet loading" role="status">
			Reading…
		</p>
	);
}

/** What is wrong and what mends it. */
export function Trouble({ error }: { readonly error: Error }) {
	const fix = error instanceof ApiProblem ? error.fix : null;
	return (
		<div className="notice bad" role="alert">
			<p>{error.message}</p>
			{fix !== null && <p className="quiet">{fix}</p>}
		</div>
	);
}
