import { Component, type ReactNode } from 'react';

/**
 * Keeps what breaks in one part of the page from taking the rest with it: a script that could not be fetched because the
 * server was away, or one of another version.
 */
export class Boundary extends Component<{ readonly children: ReactNode }, { readonly broken: boolean }> {
	override state = { broken: false };

	static getDerivedStateFromError(): { broken: boolean } {
		return { broken: true };
	}

	override render(): ReactNode {
		if (!this.state.broken) return this.props.children;
		return (
			<div className="notice bad" role="alert">
				<p>This part of the page could not be shown.</p>
				<button type="button" onClick={() => location.reload()}>
					Load the page again
				</button>
			</div>
		);
	}
}
