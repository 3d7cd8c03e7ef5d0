import type { ProjectConfig } from '@aegis/shared/config';
import type { Home } from '@aegis/shared/config';
import type { RunSpec } from '@aegis/shared/domain';
import type { Effects } from '@aegis/shared/effects';
import type { Logger } from '@aegis/shared/log';
import type { EndsWithRun } from '../git/git.ts';
import type { Remote } from '../git/remote.ts';
import type { Repository } from '../git/repository.ts';
import type { HeldRun } from '../lease/held-run.ts';
import type { Sandbox } from '../sandbox/sandbox.ts';
import type { WorktreePlace } from '../workspace/paths.ts';
import type { RunDoor } from '../door/run-door.ts';
import type { JournalDisk } from '../result/journal-disk.ts';
import type { RunReport } from './report.ts';

/** What this machine gives to every run. */
export interface Machine {
	readonly home: Home;
	/** The worker's own environment; what a child sees is picked from it by name. */
	readonly env: Readonly<Record<string, string | undefined>>;
	/** Overrides the project's command for the coding CLI. */
	readonly claudeCommand: string | undefined;
	/** Marks all processes of this worker; a run's scope is below it. */
	readonly scope: string;
	readonly workerId: string;
	/** What the programs of a run are kept in. */
	readonly sandbox: Sandbox;
	/** Folders of this machine of which every card has a copy of its own in the sandbox. */
	readonly caches: readonly string[];
	/** Bytes that the folders of one run may hold. */
	readonly diskLimit: number;
	/** Bytes of new objects that one fetch from a card's clone may bring. */
	readonly takeLimit: number;
	/** Where what runs spend at their doors is written down; absent where nobody would read it. */
	readonly journals?: JournalDisk;
	/** Where this worker tells what it does. */
	readonly effects: Effects;
}

/** One run and all it needs. Its steps take this and what the steps before found. */
export interface RunContext {
	readonly spec: RunSpec;
	readonly held: HeldRun;
	/** When the worker took the invitation, on the monotonic clock in milliseconds. */
	readonly invitedAt: number;
	readonly config: ProjectConfig;
	readonly machine: Machine;
	readonly repository: Repository;
	/** What main and the cards' branches are pushed to; null where the project has none. */
	readonly remote: Remote | null;
	readonly place: WorktreePlace;
	/** `$AEGIS_HOME/runs/<runId>`. */
	readonly folder: string;
	readonly scope: string;
	/** For git commands that must not outlive the run. */
	readonly ends: EndsWithRun;
	readonly report: RunReport;
	/** What stands between it and the world. */
	readonly door: RunDoor;
	readonly log: Logger;
}
