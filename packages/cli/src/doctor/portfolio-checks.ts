import { loadPortfolio } from '@aegis/shared/config';
import { describeError } from '@aegis/shared/errors';
import type { Context } from '../context.ts';
import { fail, pass, warn, type Check } from './check.ts';

/** What the portfolio's follower read last: nothing where no portfolio is set. */
export function checkPortfolio({ home, env }: Context): Check[] {
	const gid = env['ASANA_PORTFOLIO_GID'];
	if (gid === undefined || gid === '') return [];
	const name = `portfolio ${gid}`;
	try {
		const list = loadPortfolio(home, gid);
		if (list === null)
			return [warn(name, 'not read yet', '`aegis up` reads it, and every minute from then on.')];
		const state =
			list.problem === null
				? pass(name, `${list.projects.length} of its projects are looked after beside projects.json`)
				: fail(
						name,
						list.problem,
						'Check ASANA_PORTFOLIO_GID, and that the account of the token may see the portfolio.',
					);
		const fix = `Correct its description (\`Repository: <path>\`), or run \`aegis connect asana\` in its repository.`;
		return [state, ...list.refused.map((one) => fail(`${name} ${one.name}`, one.why, fix))];
	} catch (error) {
		return [fail(name, describeError(error), `Remove ${home.portfolioFile}: it is written anew.`)];
	}
}
