import test from 'ava';
import { isBetterElsewhere } from '../../../src/core/start/affinity.ts';
import { claim, start } from '../../../src/core/run/on-run.ts';
import { cardAt, now } from '../../helpers/cards.ts';

const free = (): number => 1;
const full = (): number => 0;
const ranHere = cardAt({}, { machine: 'here' });
const [queued] = start(ranHere, 'Worker', 'run-1', now);

test('a run is left to the machine that had the card last, while that has room and not for long', (t) => {
	t.true(isBetterElsewhere(queued, 'there', free, now));
	t.true(isBetterElsewhere(queued, null, free, now));
	t.false(isBetterElsewhere(queued, 'here', free, now));
	t.false(isBetterElsewhere(queued, 'there', full, now));
	t.false(isBetterElsewhere(queued, 'there', free, now + 1_000));
});

test('a card that never ran is anybody’s, and so is a claim that is asked again', (t) => {
	const [fresh] = start(cardAt(), 'Worker', 'run-1', now);
	t.false(isBetterElsewhere(fresh, 'there', free, now));
	if (queued.work.kind !== 'queued') return t.fail();
	const by = { run: queued.work.run, workerId: 'w', incarnation: 'i', machine: 'there', now };
	const { state } = claim(queued, by);
	t.is(state.machine, 'there');
	t.false(isBetterElsewhere(state, 'elsewhere', free, now));
	t.is(claim(queued, { ...by, machine: null }).state.machine, 'here', 'what is not known changes nothing');
});
