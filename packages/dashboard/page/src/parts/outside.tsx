import type { ReactNode } from 'react';
import { checkLink } from '../core/wording.ts';

/** A link to elsewhere, which learns nothing of this page. What is no web address is `instead`, or nothing. */
export function Outside({
	url,
	children,
	instead = null,
}: {
	readonly url: string | null;
	readonly children: ReactNode;
	readonly instead?: ReactNode;
}) {
	const href = checkLink(url);
	if (href === null) return <>{instead}</>;
	return (
		<a href={href} target="_blank" rel="noreferrer noopener">
			{children}
		</a>
	);
}
