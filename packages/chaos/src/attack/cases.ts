import { dashboardCases } from './cases/dashboard.ts';
import { gitCases } from './cases/git.ts';
import { pathCases } from './cases/paths.ts';
import { promptCases } from './cases/prompt.ts';
import { scopeCases } from './cases/scope.ts';
import { secretCases } from './cases/secrets.ts';
import { supplyCases } from './cases/supply.ts';
import { webhookCases } from './cases/webhooks.ts';
import type { AttackCase } from './core/case.ts';

/** Every attack, by its number. */
export const cases: readonly AttackCase[] = [
	...promptCases,
	...secretCases,
	...pathCases,
	...gitCases,
	...supplyCases,
	...webhookCases,
	...dashboardCases,
	...scopeCases,
].toSorted((a, b) => a.id - b.id);
