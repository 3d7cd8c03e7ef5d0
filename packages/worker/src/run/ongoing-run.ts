import type { ProjectConfig } from '@aegis/shared/config';
import type { HeldRun } from '../lease/held-run.ts';
import type { RunContext } from './context.ts';

/** A run as far as what it amounts to is decided from it. `RunContext` is one, with all that acting needs besides. */
export interface OngoingRun extends Pick<RunContext, 'spec' | 'log'> {
	readonly held: Pick<HeldRun, 'signal' | 'stopReason' | 'assertMayGoOn'>;
	readonly config: Pick<ProjectConfig, 'base_branch' | 'remote'>;
	readonly machine: Pick<RunContext['machine'], 'effects'>;
	/** What it has cost as far as was seen, in US dollars. */
	readonly report: Pick<RunContext['report'], 'costUsd'>;
}
