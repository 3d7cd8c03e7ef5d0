/**
 * How a service of this repository is started: Node with a small young generation. Services mostly wait, and a large
 * one only lets garbage lie around: measured, it costs an idle service 10 to 30 MB.
 */
export function nodeService(
	entry: string,
	args: readonly string[],
): { command: string; args: readonly string[] } {
	return { command: process.execPath, args: ['--max-semi-space-size=2', entry, ...args] };
}
