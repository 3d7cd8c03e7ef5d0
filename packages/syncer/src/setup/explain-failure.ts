import { AegisError } from '@aegis/shared/errors';
import type { BoardFailure } from '../asana/failure.ts';

/** What was asked for once, by somebody who waits. */
export interface Wanted {
	readonly kind: 'project' | 'portfolio';
	readonly gid: string;
}

/** A failure as the sentence and the exit code a command ends with. */
export function explainFailure(failure: BoardFailure, { kind, gid }: Wanted): AegisError {
	switch (failure.kind) {
		case 'unauthorized':
			return new AegisError('ASANA_UNAUTHORIZED', 'The board does not accept the access token.', {
				fix: 'Put a valid personal access token in ASANA_ACCESS_TOKEN.',
				exitCode: 4,
			});
		case 'unavailable':
		case 'rate-limited':
			return new AegisError('BOARD_UNREACHABLE', `The board does not answer: ${failure.message}.`, {
				fix: 'Check ASANA_BASE_URL and the network, then run it again.',
				exitCode: 5,
			});
		default:
			return kind === 'project' ? explainProject(failure, gid) : explainPortfolio(failure, gid);
	}
}

function explainProject(failure: BoardFailure, gid: string): AegisError {
	if (failure.kind === 'not-found')
		return new AegisError('PROJECT_NOT_FOUND', `The board has no project ${gid} that this account may see.`, {
			fix: 'Correct the gid, or share the project with the account of the token.',
			exitCode: 3,
		});
	return new AegisError('BOARD_REFUSED', `The board refused to be set up: ${failure.message}.`, {
		fix: 'Check that the account of the token may edit the project and its fields.',
		exitCode: 1,
	});
}

function explainPortfolio(failure: BoardFailure, gid: string): AegisError {
	const message = `The board does not show the portfolio ${gid}: ${failure.message}.`;
	return new AegisError('PORTFOLIO_UNREADABLE', message, {
		fix: 'Correct the gid, or share the portfolio with the account of the token.',
		exitCode: 3,
	});
}
