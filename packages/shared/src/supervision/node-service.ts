/**
 * How a service of this repository is started: Node with a small young generation, and compiling for size. Services
 * mostly wait, and a large one only lets garbage lie around: measured, it costs an idle service 10 to 30 MB. Compiling
 * for size saves another 6 to 9 MB, and costs no CPU time that could be measured.
 */
export function nodeService(
	entry: string,
	args: readonly string[],
): { command: string; args: readonly string[] } {
	return {
		command: process.execPath,
		args: ['--max-semi-space-size=2', '--optimize-for-size', entry, ...args],
	};
}
