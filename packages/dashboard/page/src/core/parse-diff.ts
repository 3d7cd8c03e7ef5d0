export interface DiffFile {
	readonly name: string;
	/** Where it was before, if elsewhere. */
	readonly from: string | null;
	readonly added: number;
	readonly removed: number;
	/** What git says instead of lines: a new mode, a binary file, a mere move. */
	readonly note: string | null;
}

/** A row of a diff; `file` counts from 0. Lines have their numbers in the old and the new file. */
export type DiffRow =
	| { readonly kind: 'file'; readonly file: number }
	| { readonly kind: 'hunk'; readonly file: number; readonly text: string }
	| {
			readonly kind: 'add' | 'del' | 'same';
			readonly file: number;
			readonly text: string;
			readonly oldLine: number | null;
			readonly newLine: number | null;
	  };

export interface ParsedDiff {
	readonly files: readonly DiffFile[];
	readonly rows: readonly DiffRow[];
}

/** Reads what `git diff` prints. Whatever it is given, it ends with rows. */
export function parseDiff(diff: string): ParsedDiff {
	const files: { -readonly [Key in keyof DiffFile]: DiffFile[Key] }[] = [];
	const rows: DiffRow[] = [];
	let [oldLine, newLine] = [0, 0];
	// How many lines of the hunk are still to come: what follows them is no line, whatever it begins with.
	let [oldLeft, newLeft] = [0, 0];
	for (const line of diff.split('\n')) {
		const file = files.length - 1;
		const current = files[file];
		if (oldLeft <= 0 && newLeft <= 0) {
			const head = /^diff --git (?:"?a\/.*"? )?"?b\/(.*?)"?$/.exec(line);
			if (head !== null) {
				files.push({ name: head[1] ?? '', from: null, added: 0, removed: 0, note: null });
				rows.push({ kind: 'file', file: file + 1 });
				continue;
			}
			if (current === undefined) continue;
			const hunk = /^@@ -(\d+)(?:,(\d+))? \+(\d+)(?:,(\d+))? @@(.*)$/.exec(line);
			if (hunk !== null) {
				[oldLine, newLine] = [Number(hunk[1]), Number(hunk[3])];
				[oldLeft, newLeft] = [Number(hunk[2] ?? 1), Number(hunk[4] ?? 1)];
				rows.push({ kind: 'hunk', file, text: (hunk[5] ?? '').trim() });
				continue;
			}
			readHeader(current, line);
			continue;
		}
		if (current === undefined) continue;
		const text = line.slice(1);
		if (line.startsWith('+')) {
			rows.push({ kind: 'add', file, text, oldLine: null, newLine: newLine++ });
			current.added++;
			newLeft--;
		} else if (line.startsWith('-')) {
			rows.push({ kind: 'del', file, text, oldLine: oldLine++, newLine: null });
			current.removed++;
			oldLeft--;
		} else if (line.startsWith(' ')) {
			rows.push({ kind: 'same', file, text, oldLine: oldLine++, newLine: newLine++ });
			oldLeft--;
			newLeft--;
		}
	}
	return { files, rows };
}

function readHeader(file: { name: string; from: string | null; note: string | null }, line: string): void {
	const moved = /^rename from (.*)$/.exec(line);
	if (moved !== null) file.from = moved[1] ?? null;
	else if (line.startsWith('new file mode')) file.note = 'new file';
	else if (line.startsWith('deleted file mode')) file.note = 'removed';
	else if (line.startsWith('Binary files')) file.note = 'binary';
	else if (line.startsWith('new mode')) file.note = 'other permissions';
}
