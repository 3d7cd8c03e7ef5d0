/** What one process of a run may take, whatever it is; a hard limit that is lower already stays. */
const wanted = {
	/** Processes of the user in this sandbox. Root is exempt: there only a cgroup counts them. */
	nproc: { label: 'Max processes', most: 8_192 },
	nofile: { label: 'Max open files', most: 65_536 },
	/** Bytes of one file. */
	fsize: { label: 'Max file size', most: 16 * 2 ** 30 },
	/** A dump would hold what the process knew. */
	core: { label: 'Max core file size', most: 0 },
};

/** The options of prlimit(1), from what /proc/self/limits says of the starter. */
/**
 * How much of the processor a run gets where it is wanted elsewhere: a third of what a process of Aegis gets, whose
 * niceness is 0 (sched(7)).
 */
export const niceness = 5;

/** The shell words that make what they become the first that a machine without memory kills (proc_pid_oom_score_adj(5)). */
export const offerToOomKiller = 'echo 1000 2>/dev/null >/proc/self/oom_score_adj; ';

export function limitOptions(procLimits: string): string[] {
	return Object.entries(wanted).map(([name, { label, most }]) => {
		const line = procLimits.split('\n').find((one) => one.startsWith(label)) ?? '';
		const hard = /\s(\d+|unlimited)\s+\S*\s*$/.exec(line.slice(label.length))?.[1] ?? 'unlimited';
		const value = hard === 'unlimited' ? most : Math.min(most, Number(hard));
		return `--${name}=${value}:${value}`;
	});
}
