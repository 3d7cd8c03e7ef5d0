import { spawn } from 'node:child_process';
import { mkdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import path from 'node:path';

export interface ToolCall {
	readonly name: 'Write' | 'Edit' | 'Bash';
	readonly input: object;
}

export interface ToolOutcome {
	readonly ok: boolean;
	readonly text: string;
	readonly denied?: boolean;
}

/** A file of the scenario as an absolute path; null when it would leave the working directory. */
export function resolveInside(cwd: string, file: string): string | null {
	const absolute = path.resolve(cwd, file);
	return absolute.startsWith(`${path.resolve(cwd)}${path.sep}`) ? absolute : null;
}

export function writeText(file: string, content: string): ToolOutcome {
	mkdirSync(path.dirname(file), { recursive: true });
	writeFileSync(file, content);
	return { ok: true, text: `File created successfully at: ${file}` };
}

export function replaceText(file: string, find: string, replacement: string): ToolOutcome {
	let text: string;
	try {
		text = readFileSync(file, 'utf8');
	} catch {
		return { ok: false, text: 'File does not exist.' };
	}
	if (!text.includes(find)) return { ok: false, text: 'String to replace not found in file.' };
	writeFileSync(
		file,
		text.replace(find, () => replacement),
	);
	return { ok: true, text: `The file ${file} has been updated.` };
}

export function deleteFile(file: string): ToolOutcome {
	rmSync(file, { recursive: true, force: true });
	return { ok: true, text: '' };
}

/** Runs a shell command in its own session, as the real CLI does; the session is killed when `signal` aborts. */
export async function runShell(command: string, cwd: string, signal: AbortSignal): Promise<ToolOutcome> {
	const child = spawn('sh', ['-c', command], { cwd, detached: true, stdio: ['ignore', 'pipe', 'pipe'] });
	const kill = (): void => {
		if (child.pid === undefined) return;
		try {
			process.kill(-child.pid, 'SIGKILL');
		} catch {
			// It ended by itself meanwhile.
		}
	};
	signal.addEventListener('abort', kill, { once: true });
	let output = '';
	for (const stream of [child.stdout, child.stderr]) {
		stream.setEncoding('utf8').on('data', (chunk: string) => {
			output = `${output}${chunk}`.slice(-30_000);
		});
	}
	const exitCode = await new Promise<number>((resolve) => {
		child.on('error', () => resolve(127));
		child.on('close', (code) => resolve(code ?? 137));
	});
	signal.removeEventListener('abort', kill);
	if (exitCode !== 0) return { ok: false, text: `Exit code ${exitCode}\n${output.trim()}` };
	return { ok: true, text: output.trim() === '' ? '(Bash completed with no output)' : output.trim() };
}
