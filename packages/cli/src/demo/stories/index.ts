import { blocked } from './blocked.ts';
import { clarified } from './clarified.ts';
import { rejected } from './rejected.ts';
import { straight } from './straight.ts';
import type { Story } from './story.ts';
import { withdrawn } from './withdrawn.ts';

export const stories: readonly Story[] = [straight, blocked, clarified, rejected, withdrawn];

/** Milliseconds before every turn of the stand-in, at speed 1. */
const turnDelayMs = 250;

/** The scenario file the stand-in for the model plays. */
export function writeScenario(): string {
	const rules = stories.flatMap((story) => story.rules.map((rule) => ({ ...rule, card: story.name })));
	return JSON.stringify({ delayMs: turnDelayMs, rules }, null, '\t');
}
