import { badRequest } from '../../core/errors.ts';
import { requireString } from '../../core/input.ts';
import { checkGid, findInPath, requireInInput } from '../../store/rows/lookup.ts';
import { positionAt, readPlace, sectionOrder } from '../../store/rows/order.ts';
import { placeTask, projectOf } from '../../store/tasks/placement.ts';
import { changeSection, createSection, deleteSection } from '../../store/projects/projects.ts';
import { created, done, list, one, param } from '../call.ts';
import type { Answer, Call, Route } from '../call.ts';
import { pathProject } from './projects.ts';

export const sectionRoutes: readonly Route[] = [
	{ method: 'GET', path: '/projects/:project_gid/sections', handle: listSections },
	{ method: 'POST', path: '/projects/:project_gid/sections', handle: create },
	{ method: 'POST', path: '/projects/:project_gid/sections/insert', handle: insert },
	{ method: 'GET', path: '/sections/:section_gid', handle: (call) => one('section', pathSection(call)) },
	{ method: 'PUT', path: '/sections/:section_gid', handle: rename },
	{ method: 'DELETE', path: '/sections/:section_gid', handle: remove },
	{ method: 'POST', path: '/sections/:section_gid/addTask', handle: addTask },
];

export function pathSection(call: Call): string {
	return findInPath(call.store, 'section', param(call, 'section_gid'));
}

function listSections(call: Call): Answer {
	return list(
		'section',
		call.store.rows.column('SELECT gid FROM sections WHERE project = ? ORDER BY position', pathProject(call)),
	);
}

function create(call: Call): Answer {
	const project = pathProject(call);
	const name = requireString(call.data, 'name');
	const place = readPlace(call.data, 'end');
	return created(
		'section',
		call.store.write(call.user, (change) => createSection(change, project, name, place)),
	);
}

function insert(call: Call): Answer {
	const project = pathProject(call);
	const section = requireInInput(call.store, 'section', call.data, 'section');
	if (call.data['before_section'] == null && call.data['after_section'] == null)
		throw badRequest('You should specify one of before_section, after_section');
	const place = readPlace(call.data, 'end', 'before_section', 'after_section');
	if ('gid' in place && place.gid === section) return done;
	call.store.write(call.user, (change) => {
		if (projectOf(change, section) !== project) throw badRequest(`section: Unknown object: ${section}`);
		const position = positionAt(change.rows, sectionOrder, project, place, 'before_section');
		changeSection(change, section, project, { position });
	});
	return done;
}

function rename(call: Call): Answer {
	const section = pathSection(call);
	const name = requireString(call.data, 'name');
	call.store.write(call.user, (change) =>
		changeSection(change, section, projectOf(change, section), { name }),
	);
	return one('section', section);
}

function remove(call: Call): Answer {
	const section = pathSection(call);
	call.store.write(call.user, (change) => deleteSection(change, section, projectOf(change, section)));
	return done;
}

function addTask(call: Call): Answer {
	const section = pathSection(call);
	const task = requireInInput(call.store, 'task', call.data, 'task');
	const place = readPlace(call.data, 'start');
	if ('gid' in place) checkGid(call.store, 'task', `insert_${place.at}`, place.gid);
	call.store.write(call.user, (change) => placeTask(change, task, section, place));
	return done;
}
