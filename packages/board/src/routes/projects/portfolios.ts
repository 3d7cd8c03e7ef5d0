import { readBoolean, readDate, readString, readWord, requireString } from '../../core/input.ts';
import { badRequest } from '../../core/errors.ts';
import type { Bindable } from '../../store/rows/database.ts';
import { findInPath, findUser, findUsers, requireInInput } from '../../store/rows/lookup.ts';
import { itemOrder, positionAt, readPlace } from '../../store/rows/order.ts';
import { addMember } from '../../store/projects/projects.ts';
import { created, done, list, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { notFree } from '../plan.ts';
import { withoutAbsent } from './projects.ts';

const paid = notFree.portfolios;
/** The most projects of one portfolio. */
const maxItems = 1500;

export const portfolioRoutes: readonly Route[] = [
	{ method: 'GET', path: '/portfolios', paid, handle: listPortfolios },
	{ method: 'POST', path: '/portfolios', paid, handle: create },
	{
		method: 'GET',
		path: '/portfolios/:portfolio_gid',
		paid,
		handle: (call) => one('portfolio', pathPortfolio(call)),
	},
	{ method: 'PUT', path: '/portfolios/:portfolio_gid', paid, handle: update },
	{ method: 'DELETE', path: '/portfolios/:portfolio_gid', paid, handle: remove },
	{ method: 'GET', path: '/portfolios/:portfolio_gid/items', paid, handle: listItems },
	{ method: 'POST', path: '/portfolios/:portfolio_gid/addItem', paid, handle: addItem },
	{ method: 'POST', path: '/portfolios/:portfolio_gid/removeItem', paid, handle: removeItem },
	{ method: 'POST', path: '/portfolios/:portfolio_gid/addMembers', paid, handle: addMembers },
	{ method: 'POST', path: '/portfolios/:portfolio_gid/removeMembers', paid, handle: removeMembers },
];

function pathPortfolio(call: Call): string {
	return findInPath(call.store, 'portfolio', param(call, 'portfolio_gid'));
}

function listPortfolios(call: Call): Answer {
	const workspace = requireInInput(call.store, 'workspace', call.query, 'workspace');
	if (call.query['owner'] !== undefined) {
		const owner = findUser(call.store, call.user, 'owner', call.query['owner']);
		if (owner !== call.user) return list('portfolio', []);
	}
	const sql = 'SELECT gid FROM portfolios WHERE workspace = ? AND owner = ? ORDER BY gid';
	return list('portfolio', call.store.rows.column(sql, workspace, call.user));
}

function create(call: Call): Answer {
	const workspace = requireInInput(call.store, 'workspace', call.data, 'workspace');
	const name = requireString(call.data, 'name');
	const members = findUsers(call.store, call.user, 'members', call.data['members']);
	const patch = readPatch(call);
	const gid = call.store.write(call.user, (change) => {
		const portfolio = change.newGid('portfolio');
		change.rows.insert('portfolios', {
			color: 'light-green',
			privacy_setting: 'members_only',
			default_access_level: 'viewer',
			...patch,
			gid: portfolio,
			workspace,
			name,
			owner: change.user,
			created_by: change.user,
			created_at: change.at,
		});
		for (const member of new Set([change.user, ...members]))
			addMember(change, portfolio, 'portfolio', member, 'editor');
		return portfolio;
	});
	return created('portfolio', gid);
}

function readPatch(call: Call): Record<string, Bindable> {
	const { data } = call;
	const archived = readBoolean(data, 'archived');
	const isPublic = readBoolean(data, 'public');
	return withoutAbsent({
		name: data['name'] === undefined ? undefined : requireString(data, 'name'),
		color: data['color'] === null ? undefined : readString(data, 'color'),
		archived: archived === undefined ? undefined : Number(archived),
		due_on: readDate(data, 'due_on'),
		start_on: readDate(data, 'start_on'),
		privacy_setting:
			isPublic === undefined
				? readWord(data, 'privacy_setting', ['public_to_domain', 'members_only'])
				: isPublic
					? 'public_to_domain'
					: 'members_only',
		default_access_level: readWord(data, 'default_access_level', ['admin', 'editor', 'viewer']),
	});
}

function update(call: Call): Answer {
	const gid = pathPortfolio(call);
	const patch = readPatch(call);
	call.store.write(call.user, (change) => change.rows.update('portfolios', gid, patch));
	return one('portfolio', gid);
}

function remove(call: Call): Answer {
	const gid = pathPortfolio(call);
	call.store.write(call.user, ({ rows }) => {
		rows.run('DELETE FROM portfolio_items WHERE portfolio = ?', gid);
		rows.run('DELETE FROM memberships WHERE parent = ?', gid);
		rows.run('DELETE FROM custom_field_settings WHERE parent = ?', gid);
		rows.run('DELETE FROM portfolios WHERE gid = ?', gid);
	});
	return done;
}

function listItems(call: Call): Answer {
	return list(
		'project',
		call.store.rows.column(
			'SELECT item FROM portfolio_items WHERE portfolio = ? ORDER BY position',
			pathPortfolio(call),
		),
	);
}

function addItem(call: Call): Answer {
	const portfolio = pathPortfolio(call);
	const item = requireInInput(call.store, 'project', call.data, 'item');
	const place = readPlace(call.data, 'end');
	call.store.write(call.user, (change) => {
		const { rows } = change;
		if (rows.column('SELECT item FROM portfolio_items WHERE portfolio = ?', portfolio).length >= maxItems) {
			throw badRequest(`item: A portfolio may have at most ${maxItems} items`);
		}
		const position = positionAt(rows, itemOrder, portfolio, place);
		rows.run(
			'INSERT INTO portfolio_items VALUES (?, ?, ?) ON CONFLICT DO UPDATE SET position = excluded.position',
			portfolio,
			item,
			position,
		);
		change.emit({
			resource: { gid: item, type: 'project' },
			action: 'added',
			parent: { gid: portfolio, type: 'portfolio' },
			scopes: new Set([portfolio]),
		});
	});
	return done;
}

function removeItem(call: Call): Answer {
	const portfolio = pathPortfolio(call);
	const item = requireInInput(call.store, 'project', call.data, 'item');
	call.store.write(call.user, (change) => {
		if (
			change.rows.run('DELETE FROM portfolio_items WHERE portfolio = ? AND item = ?', portfolio, item) === 0
		)
			return;
		change.emit({
			resource: { gid: item, type: 'project' },
			action: 'removed',
			parent: { gid: portfolio, type: 'portfolio' },
			scopes: new Set([portfolio]),
		});
	});
	return done;
}

function addMembers(call: Call): Answer {
	const gid = pathPortfolio(call);
	const members = findUsers(call.store, call.user, 'members', call.data['members']);
	call.store.write(call.user, (change) => {
		for (const member of members) addMember(change, gid, 'portfolio', member, 'viewer');
	});
	return one('portfolio', gid);
}

function removeMembers(call: Call): Answer {
	const gid = pathPortfolio(call);
	const members = findUsers(call.store, call.user, 'members', call.data['members']);
	call.store.write(call.user, ({ rows }) => {
		for (const member of members)
			rows.run('DELETE FROM memberships WHERE parent = ? AND member = ?', gid, member);
	});
	return one('portfolio', gid);
}
