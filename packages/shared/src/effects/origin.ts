import { ownProcess } from '../process.ts';
import type { EffectRecord, NewEffect } from './effect.ts';

/** Says of an effect that it happened here and now. */
export function stampEffect(service: string, effect: NewEffect): EffectRecord {
	const { pid, bootId } = ownProcess();
	// CLOCK_MONOTONIC counts from the start of the machine: records of all its processes can be put in order by it.
	const mono = Number(process.hrtime.bigint() / 1_000n) / 1_000;
	return { at: Date.now(), mono, boot: bootId, pid, service, ...effect };
}
