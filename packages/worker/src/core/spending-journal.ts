import { z } from 'zod';
import { RunKey } from '@aegis/shared/domain';
import type { RunFinished } from '@aegis/shared/messages';

const Money = z.object({ spentUsd: z.number().nonnegative(), reservedUsd: z.number().nonnegative() });

/** The first line of a run's journal; the others are what it had spent and set aside by then. */
export function tellRun({ runId, cardGid, projectGid, epoch }: RunKey): string {
	return `${JSON.stringify({ runId, cardGid, projectGid, epoch })}\n`;
}

export function tellSpent({ spentUsd, reservedUsd }: z.infer<typeof Money>): string {
	return `${JSON.stringify({ spentUsd, reservedUsd })}\n`;
}

/**
 * The end of a run whose worker died before it told one, by the journal its door had kept: exactly what its calls cost, and
 * of one that was under way what was set aside for it. Null where the journal names no run. A line that was cut short by the
 * death is passed over: what it would have said is in no other.
 */
export function endOfJournal(journal: string, workerId: string): z.infer<typeof RunFinished> | null {
	const [first = '', ...rest] = journal.split('\n');
	const run = RunKey.safeParse(parseJson(first));
	if (!run.success) return null;
	const last = rest.map((line) => Money.safeParse(parseJson(line))).findLast(({ success }) => success);
	const { spentUsd, reservedUsd } = last?.data ?? { spentUsd: 0, reservedUsd: 0 };
	const open =
		reservedUsd === 0
			? ''
			: `; a call to the model was under way, whose end nobody saw: $${reservedUsd.toFixed(4)} is counted for it`;
	return {
		type: 'run.finished',
		run: run.data,
		workerId,
		result: {
			outcome: { kind: 'lost', why: `its worker died${open}` },
			costUsd: spentUsd + reservedUsd,
			metered: true,
			sessionId: null,
			turns: null,
			durationMs: 0,
			worktreePath: null,
		},
	};
}

function parseJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
