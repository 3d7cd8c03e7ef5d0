import test from 'ava';
import { findDiskReason, floorOf, wantsCount, type DiskLimits } from '../../src/core/disk-limit.ts';

const gib = 2 ** 30;
const limits: DiskLimits = { run: { bytes: 20 * gib, files: 1_000 }, floor: { bytes: 2 * gib, files: 100 } };
const plenty = { bytes: 100 * gib, files: 1_000_000 };

test('a part of the disk stays free, and never more than half of what was left', (t) => {
	const total = { bytes: 1_000 * gib, files: 10_000_000 };
	t.deepEqual(floorOf({ bytes: 500 * gib, files: 5_000_000 }, total), { bytes: 2 * gib, files: 100_000 });
	t.deepEqual(floorOf({ bytes: gib, files: 10 }, total), { bytes: gib / 2, files: 5 });
	t.deepEqual(floorOf({ bytes: 10 * gib, files: 0 }, { bytes: 20 * gib, files: 0 }), {
		bytes: gib,
		files: 0,
	});
});

test('folders are counted when they may have reached a limit, and not before', (t) => {
	t.false(wantsCount({ bytes: gib, files: 10 }, null, limits));
	t.true(wantsCount({ bytes: 6 * gib, files: 10 }, null, limits));
	t.true(wantsCount({ bytes: 0, files: 300 }, null, limits));
	const held = { bytes: 15 * gib, files: 10 };
	t.false(wantsCount({ bytes: 4 * gib, files: 0 }, held, limits));
	t.true(wantsCount({ bytes: 5.1 * gib, files: 0 }, held, limits));
	t.false(
		wantsCount({ bytes: 0, files: 0 }, { bytes: 20 * gib, files: 10 }, limits),
		'one that is at its limit',
	);
});

test('a run stops at its own limit, and where the disk has no more for anybody', (t) => {
	t.is(findDiskReason(plenty, null, limits), null);
	t.is(findDiskReason(plenty, { bytes: 20 * gib, files: 1_000 }, limits), null);
	t.regex(findDiskReason(plenty, { bytes: 21 * gib, files: 1 }, limits) ?? '', /hold 21504 MiB/);
	t.regex(findDiskReason(plenty, { bytes: 1, files: 1_001 }, limits) ?? '', /1001 files/);
	t.regex(findDiskReason({ ...plenty, bytes: gib }, null, limits) ?? '', /almost full \(1024 MiB left\)/);
	t.regex(findDiskReason({ ...plenty, files: 99 }, null, limits) ?? '', /99 more files/);
	t.is(findDiskReason({ ...plenty, files: 0 }, null, { ...limits, floor: { bytes: 0, files: 0 } }), null);
});
