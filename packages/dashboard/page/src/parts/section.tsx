import type { ReactNode } from 'react';

/** A part of a page with its heading and how much is in it. */
export function Section({
	title,
	count,
	children,
	id,
	aside,
}: {
	readonly title: string;
	readonly count?: number;
	readonly children: ReactNode;
	readonly id: string;
	readonly aside?: ReactNode;
}) {
	return (
		<section id={id} aria-labelledby={`${id}-title`}>
			<div className="section-head">
				<h2 id={`${id}-title`}>
					{title}
					{count !== undefined && <span className="count">{count}</span>}
				</h2>
				{aside}
			</div>
			{children}
		</section>
	);
}
