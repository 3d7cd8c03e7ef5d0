import { AegisError } from '@aegis/shared/errors';
import { knownRedactor, type Redactor } from '@aegis/shared/redaction';
import type { Git } from './git.ts';

/** Larger files are not looked into. Bytes. */
const blobLimit = 64 * 1024 * 1024;
/** How much is asked of git at once. Bytes. */
const batchLimit = 16 * 1024 * 1024;

/** Where a known secret stands in commits: never the secret itself. */
export interface SecretPlace {
	readonly secret: string;
	/** `path:line` of a file, or what else of a commit it is. */
	readonly where: string;
	readonly commit: string;
}

interface Blob {
	readonly id: string;
	readonly path: string;
	readonly size: number;
	readonly commit: string;
}

/**
 * Throws SECRET_IN_COMMIT when what would be pushed to `head` beyond `base` holds a known secret: in a file that any of the
 * commits brings (removing it again in a later one does not take it out), in a name of a file, or in what a commit says.
 */
export async function refuseSecrets(git: Git, base: string, head: string): Promise<void> {
	const [place] = await findSecretsInCommits(git, base, head, knownRedactor());
	if (place === undefined) return;
	throw new AegisError(
		'SECRET_IN_COMMIT',
		`Commit ${place.commit.slice(0, 8)} holds ${place.secret} in ${place.where}, so nothing of the branch was pushed or merged.`,
		{
			fix: 'Take it out of every commit of the branch (or delete the branch), and replace the secret: an agent has seen it.',
		},
	);
}

/** The known secrets in the commits of `base..head`, by place. */
export async function findSecretsInCommits(
	git: Git,
	base: string,
	head: string,
	redactor: Redactor,
): Promise<SecretPlace[]> {
	if (redactor.longest === 0) return [];
	const range = ['--end-of-options', `${base}..${head}`];
	const [log, objects] = await Promise.all([
		git.text(['log', '--format=%H%x00%an%x00%ae%x00%cn%x00%ce%x00%B%x01', ...range]),
		git.text(['rev-list', '--objects', '--in-commit-order', ...range]),
	]);
	const places = scanMessages(log, redactor);
	const named = objects.split('\n').map((line) => {
		const [id = '', ...path] = line.split(' ');
		return { id, path: path.join(' ') };
	});
	for (const { path } of named) {
		const [found] = redactor.find(path);
		if (found !== undefined) places.push({ secret: found.name, where: 'the name of a file', commit: head });
	}
	for await (const { blob, text } of readBlobs(git, named)) {
		const found = redactor.find(text);
		places.push(
			...found.map(({ name, from }) => ({
				secret: name,
				where: `${redactor.redact(blob.path)}:${countLines(text, from)}`,
				commit: blob.commit,
			})),
		);
	}
	return places;
}

function scanMessages(log: string, redactor: Redactor): SecretPlace[] {
	return log
		.split('\u0001')
		.map((entry) => entry.trim())
		.filter((entry) => entry !== '')
		.flatMap((entry) => {
			const [commit = '', ...said] = entry.split('\u0000');
			return redactor
				.find(said.join('\n'))
				.map(({ name }) => ({ secret: name, where: 'its message or author', commit }));
		});
}

/** The files among the objects, with their text, a few at a time. */
async function* readBlobs(
	git: Git,
	objects: readonly { readonly id: string; readonly path: string }[],
): AsyncGenerator<{ readonly blob: Blob; readonly text: string }> {
	const input = objects.map(({ id }) => `${id}\n`).join('');
	const told = await git.run(['cat-file', '--batch-check=%(objecttype) %(objectsize)', '--buffer'], {
		input,
	});
	const sizes = told.stdout.split('\n');
	let commit = '';
	const blobs = objects.flatMap(({ id, path }, index): Blob[] => {
		const [type, size] = (sizes[index] ?? '').split(' ');
		// In the order of the commits each stands before what it brings.
		if (type === 'commit') commit = id;
		return type === 'blob' && Number(size) <= blobLimit ? [{ id, path, size: Number(size), commit }] : [];
	});
	for (let at = 0; at < blobs.length;) {
		const batch: Blob[] = [];
		let bytes = 0;
		for (
			let blob = blobs[at];
			blob !== undefined && (batch.length === 0 || bytes + blob.size <= batchLimit);
			blob = blobs[at]
		) {
			batch.push(blob);
			bytes += blob.size;
			at += 1;
		}
		const { stdout } = await git.run(['cat-file', '--batch', '--buffer'], {
			input: batch.map(({ id }) => `${id}\n`).join(''),
		});
		yield* splitBatch(stdout, batch);
	}
}

/**
 * Finds each blob by the line git puts before it: sizes are in bytes and this text is decoded, so what is no UTF-8 makes
 * counting wrong, and the ids make it right again.
 */
function* splitBatch(output: string, batch: readonly Blob[]): Generator<{ blob: Blob; text: string }> {
	let at = 0;
	for (const [index, blob] of batch.entries()) {
		const header = `${blob.id} blob ${blob.size}\n`;
		const start = output.indexOf(header, at);
		if (start === -1) continue;
		const from = start + header.length;
		const next = batch[index + 1];
		const end = next === undefined ? output.length : output.indexOf(`\n${next.id} blob ${next.size}\n`, from);
		yield { blob, text: output.slice(from, end === -1 ? output.length : end) };
		at = from;
	}
}

function countLines(text: string, at: number): number {
	let line = 1;
	for (let index = text.indexOf('\n'); index !== -1 && index < at; index = text.indexOf('\n', index + 1))
		line += 1;
	return line;
}
