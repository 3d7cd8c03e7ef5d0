import { basename } from 'node:path';
import { loadProjects, saveProjects, type TrackedProject } from '@aegis/shared/config';
import { AegisError } from '@aegis/shared/errors';
import { syncSchema, type SchemaReport } from '../asana/ask-syncer.ts';
import { accessAsana, accessLocalBoard, type BoardAccess } from '../board/connect.ts';
import { createProject, findProjectName, readProject } from '../board/projects.ts';
import { borrowBoard } from '../board/temporary.ts';
import { readAccount } from '../connect/account.ts';
import { listCommanders, type Commanders } from '../connect/list-commanders.ts';
import type { Context } from '../context.ts';

export interface RegisterOptions {
	readonly root: string;
	/** The gid of an existing project on Asana; a project of the local board is created where this is left out. */
	readonly asanaGid?: string;
	readonly name?: string;
}

export interface Registration {
	readonly project: TrackedProject;
	readonly created: boolean;
	readonly schema: SchemaReport;
	/** On Asana: how the commanders were found. */
	readonly found: Omit<Commanders, 'commanders'> | null;
}

/** Puts a repository under Aegis's care: a project on a board with its sections and fields, and a line in projects.json. */
export async function registerProject(context: Context, options: RegisterOptions): Promise<Registration> {
	if (options.asanaGid !== undefined) {
		const access = requireAsana(context);
		return track(context, { person: access, syncerToken: access.token }, options, options.asanaGid);
	}
	await using board = await borrowBoard(context);
	const known = loadProjects(context.home.projectsFile).find(({ path }) => path === options.root);
	// What the syncer creates it must also be allowed to change later: it acts as the bot from the start.
	const boards = { person: accessLocalBoard(board.address), syncerToken: board.address.botToken };
	// Awaited here: the borrowed board is stopped when this function ends.
	return await track(context, boards, options, known?.board === 'local' ? known.gid : null);
}

async function track(
	context: Context,
	{ person: access, syncerToken }: { person: BoardAccess; syncerToken: string },
	options: RegisterOptions,
	gid: string | null,
): Promise<Registration> {
	const name = gid === null ? null : await findProjectName(access, gid);
	if (name === null && access.kind === 'asana') throw unknownProject(gid ?? '');
	const wanted = options.name ?? basename(options.root);
	const { projectsFile } = context.home;
	const before = loadProjects(projectsFile);
	const known = before.find((other) => other.path === options.root && other.gid === gid);
	const projectGid = name === null || gid === null ? await createProject(access, wanted) : gid;
	const { commanders, found } = await findCommanders(access, projectGid, before);
	const project: TrackedProject = {
		gid: projectGid,
		name: name ?? wanted,
		path: options.root,
		board: access.kind,
		commanders,
		...(isAlone(access, commanders) ? { settings: { ...known?.settings, ...ownApproval } } : kept(known)),
	};
	const others = before.filter(({ path, gid: other }) => path !== project.path && other !== project.gid);
	saveProjects(projectsFile, [...others, project]);
	try {
		const board = { apiUrl: access.apiUrl, token: syncerToken };
		const schema = await syncSchema(context, project.gid, board, { dryRun: false });
		return { project, created: name === null, schema, found };
	} catch (error) {
		saveProjects(projectsFile, before);
		throw error;
	}
}

/**
 * Who connects Asana with a token of their own is, to the board, the account Aegis acts as, whose Approved counts for
 * nothing. Where nobody else may command there is nobody to tell it from.
 */
const ownApproval = { own_account_may_approve: true };

function isAlone(access: BoardAccess, commanders: readonly string[] | null | undefined): boolean {
	return access.kind === 'asana' && commanders?.length === 1;
}

/** What the operator had set for the project stays. */
function kept(known: TrackedProject | undefined): Pick<TrackedProject, 'settings'> {
	return known?.settings === undefined ? {} : { settings: known.settings };
}

/** On Asana the project's members as they are now; on the local board whoever the operator named, else everybody. */
async function findCommanders(
	access: BoardAccess,
	projectGid: string,
	known: readonly TrackedProject[],
): Promise<Pick<TrackedProject, 'commanders'> & Pick<Registration, 'found'>> {
	if (access.kind === 'local') {
		const before = known.find(({ gid }) => gid === projectGid);
		return { commanders: before?.commanders ?? null, found: null };
	}
	const { gid: accountGid } = await readAccount(access);
	const { workspace } = await readProject(access, projectGid);
	const place = { projectGid, workspaceGid: workspace.gid, accountGid };
	const { commanders, ...found } = await listCommanders(access, place);
	return { commanders, found };
}

function requireAsana({ env }: Context): BoardAccess {
	const token = env['ASANA_ACCESS_TOKEN'];
	if (token !== undefined && token !== '') return accessAsana(env, token);
	throw new AegisError(
		'ASANA_TOKEN_MISSING',
		'A project on Asana needs ASANA_ACCESS_TOKEN, which is not set.',
		{
			fix: '`aegis connect asana` asks for one and keeps it; or set it in the environment.',
			exitCode: 4,
		},
	);
}

function unknownProject(gid: string): AegisError {
	return new AegisError('PROJECT_NOT_FOUND', `Asana shows no project ${gid} to this token.`, {
		fix: 'Take the gid from the address of the project in the browser.',
		exitCode: 3,
	});
}
