import test from 'ava';
import * as fc from 'fast-check';
import { describeReason } from '@aegis/shared/domain';
import { assess } from '../../../src/core/start/assess.ts';
import { finish } from '../../../src/core/run/on-run.ts';
import { findTightest, grantWithin, stillHolds, type DayCap } from '../../../src/core/start/day-caps.ts';
import { around, cardAt, now, result, running, settings } from '../../helpers/cards.ts';

const tomorrow = now + 3_600_000;

function cap(change: Partial<DayCap> = {}): DayCap {
	return { scope: 'project', maxUsd: 10, spentUsd: 0, reservedUsd: 0, untilMs: tomorrow, ...change };
}

test('a run is given what it wants, or what the tightest cap leaves of the day', (t) => {
	t.deepEqual(grantWithin(2, []), { kind: 'granted', usd: 2 });
	t.deepEqual(grantWithin(2, [cap()]), { kind: 'granted', usd: 2 });
	t.deepEqual(grantWithin(2, [cap({ spentUsd: 8.5 }), cap({ scope: 'author', spentUsd: 9.25 })]), {
		kind: 'granted',
		usd: 0.75,
	});
	t.deepEqual(grantWithin(2, [cap({ spentUsd: 6, reservedUsd: 2.5 })]), { kind: 'granted', usd: 1.5 });
});

test('a day that is spent waits for the next one and says with which setting it goes on before', (t) => {
	const grant = grantWithin(2, [cap({ scope: 'installation', spentUsd: 9.995 })]);
	t.like(grant, { kind: 'spent', untilMs: tomorrow });
	if (grant.kind !== 'spent') return;
	t.regex(
		describeReason(grant.reason),
		/^Spent for today: \$9\.\d\d|^Spent for today: \$10\.00 of \$10\.00 a day of all projects; goes on .+, or raise AEGIS_MAX_USD_PER_DAY$/,
	);
});

test('what runs under way have set aside is waited for, not taken for spent', (t) => {
	t.like(grantWithin(2, [cap({ spentUsd: 2, reservedUsd: 7.5 })]), {
		kind: 'set-aside',
		reason: { code: 'limit-reached', running: 9.5, max: 10 },
	});
	// Nobody else has a part of it: the rest of the day is the rest of the day.
	t.deepEqual(grantWithin(2, [cap({ spentUsd: 9.5 })]), { kind: 'granted', usd: 0.5 });
});

test('D1: whatever starts and ends, no day passes its cap', (t) => {
	const step = fc.record({
		start: fc.boolean(),
		wanted: fc.double({ min: 0.02, max: 5, noNaN: true }),
		used: fc.double({ min: 0, max: 1, noNaN: true }),
	});
	fc.assert(
		fc.property(
			fc.array(step, { maxLength: 60 }),
			fc.double({ min: 0.05, max: 8, noNaN: true }),
			(steps, maxUsd) => {
				let spentUsd = 0;
				const open: number[] = [];
				for (const { start, wanted, used } of steps) {
					const reservedUsd = open.reduce((sum, usd) => sum + usd, 0);
					if (start) {
						const grant = grantWithin(wanted, [cap({ maxUsd, spentUsd, reservedUsd })]);
						if (grant.kind === 'granted') open.push(grant.usd);
					} else spentUsd += (open.shift() ?? 0) * used;
					t.true(spentUsd + open.reduce((sum, usd) => sum + usd, 0) <= maxUsd + 1e-6);
					for (const usd of open) t.true(usd > 0);
				}
			},
		),
	);
});

test('a card is ready again as soon as its cap is raised or gone', (t) => {
	const ready = cardAt({ section: 'Ready Queue', agent: 'Worker' });
	const spent = around({ dayCaps: [cap({ spentUsd: 10 })] });
	t.like(assess(ready, spent), { kind: 'waiting', reason: { code: 'day-cap' }, untilMs: tomorrow });
	t.like(assess(ready, around({ dayCaps: [cap({ spentUsd: 10, maxUsd: 12 })] })), { kind: 'ready' });
	const reason = findTightest([cap({ spentUsd: 9.9 })]);
	if (reason === null) return void t.fail();
	t.true(stillHolds(reason, [cap()]));
	t.false(stillHolds(reason, [cap({ maxUsd: 11 })]));
	t.false(stillHolds(reason, [cap({ scope: 'author' })]));
	const waits = cardAt({ section: 'Ready Queue', agent: 'Worker' }, { wait: { untilMs: tomorrow, reason } });
	t.like(assess(waits, around({ dayCaps: [cap({ spentUsd: 9.9 })] })), { reason: { code: 'day-cap' } });
	t.like(assess(waits, around({ dayCaps: [cap({ spentUsd: 9.9, maxUsd: 11 })] })), { kind: 'ready' });
});

const overBudget = { kind: 'over-budget', spentUsd: 0.4 } as const;

test('a run that was cut by a day goes on when the day lets it: nothing is counted or said, and no budget is exhausted', (t) => {
	const coding = running(cardAt({ section: 'Ready Queue', agent: 'Worker' }), 'Worker');
	if (coding.work.kind !== 'running') return void t.fail();
	const { run } = coding.work;
	const dayCaps = [cap({ spentUsd: 9.9 })];
	const ended = { run, result: result(overBudget, { costUsd: 0.4 }), costUsd: 0.4, grantedUsd: 0.5 };
	const [state, effects] = finish(coding, ended, around({ dayCaps }));
	t.like(state, {
		attempts: 0,
		exhaustedAtUsd: null,
		wait: null,
		work: { kind: 'idle' },
		session: { id: 'session-1' },
	});
	t.like(effects, { 0: { type: 'apply', comment: null, change: { swarmStatus: 'Idle' } }, length: 1 });
	// It could not do anything with so little: given it at once again, it would not either.
	const nothing = { ...ended, result: result(overBudget, { costUsd: 0 }), costUsd: 0 };
	t.like(finish(coding, nothing, around({ dayCaps }))[0].wait, {
		untilMs: tomorrow,
		reason: { code: 'day-cap' },
	});
	t.like(finish(coding, { ...ended, grantedUsd: 2 }, around())[0], { exhaustedAtUsd: 2 });
});

test('a Max Cost raised while the run went on is no exhausted budget', (t) => {
	const coding = running(cardAt({ section: 'Ready Queue', agent: 'Worker' }), 'Worker');
	if (coding.work.kind !== 'running') return void t.fail();
	const ended = {
		run: coding.work.run,
		result: result({ kind: 'over-budget', spentUsd: 2 }),
		costUsd: 2,
		grantedUsd: 2,
	};
	const raised = {
		...coding,
		card: { ...coding.card, maxCostUsd: 5 },
		mandate: { ...coding.mandate, maxCostUsd: 5 },
	};
	t.like(finish(raised, ended, around({ settings: settings() }))[0], { exhaustedAtUsd: null, wait: null });
});
