/**
 * The path a project's description names: the first line `Repository: …`, without quotes around the path. Null where
 * there is none. It is a wish of whoever may edit the project, and no permission.
 */
export function findRepositoryLine(notes: string): string | null {
	const line = /^[ \t]*repository[ \t]*:[ \t]*(\S.*)$/im.exec(notes.replaceAll('\r', ''));
	const path = (line?.[1] ?? '').trim().replace(/^(["'`])(.*)\1$/, '$2');
	// eslint-disable-next-line no-control-regex
	return path === '' || /[\u0000-\u001F]/.test(path) ? null : path;
}
