import type { Weather } from '../proxy/tcp-proxy.ts';
import type { Random } from './random.ts';

export type Service = 'master' | 'syncer' | 'worker-1' | 'worker-2' | 'dashboard' | 'board';

/** Something bad that happens to the system. Milliseconds. */
export type Fault =
	| { readonly kind: 'kill'; readonly service: Service }
	| { readonly kind: 'stop'; readonly service: Service; readonly ms: number }
	| { readonly kind: 'failpoint'; readonly draw: number }
	| { readonly kind: 'redis-kill' | 'redis-wipe' | 'redis-rollback' | 'reset' | 'expire-tokens' }
	| { readonly kind: 'line'; readonly weather: Partial<Weather>; readonly ms: number }
	| { readonly kind: 'board'; readonly fault: BoardFault };

/** What the board's fault switch takes. */
interface BoardFault {
	readonly method?: string;
	readonly path: string;
	readonly times: number;
	readonly drop?: boolean;
	readonly status?: number;
	readonly retryAfter?: string;
	readonly delayMs?: number;
}

/** Which faults come how often, out of the sum of all. */
const weights: Readonly<Record<Fault['kind'], number>> = {
	kill: 8,
	stop: 5,
	failpoint: 5,
	line: 4,
	board: 5,
	reset: 2,
	'redis-kill': 1.5,
	'redis-wipe': 0.7,
	'redis-rollback': 0.5,
	'expire-tokens': 0.5,
};

/** The next fault, by the random numbers alone. `leaseMs` is what a pause may outlast. */
export function chooseFault(random: Random, leaseMs: number): Fault {
	const kind = chooseKind(random);
	switch (kind) {
		case 'kill':
			return { kind, service: chooseService(random) };
		case 'stop':
			return { kind, service: chooseService(random), ms: random.between(200, leaseMs * 2) };
		case 'failpoint':
			return { kind, draw: random.next() };
		case 'line':
			return { kind, weather: chooseWeather(random), ms: random.between(500, leaseMs * 2) };
		case 'board':
			return { kind, fault: chooseBoardFault(random) };
		case 'reset':
		case 'redis-kill':
		case 'redis-wipe':
		case 'redis-rollback':
		case 'expire-tokens':
			return { kind };
	}
}

function chooseKind(random: Random): Fault['kind'] {
	const entries = Object.entries(weights) as [Fault['kind'], number][];
	const sum = entries.reduce((total, [, weight]) => total + weight, 0);
	let left = random.next() * sum;
	for (const [kind, weight] of entries) {
		left -= weight;
		if (left < 0) return kind;
	}
	return 'kill';
}

function chooseService(random: Random): Service {
	return random.pick([
		'master',
		'syncer',
		'syncer',
		'worker-1',
		'worker-1',
		'worker-2',
		'worker-2',
		'board',
		'dashboard',
	]);
}

function chooseWeather(random: Random): Partial<Weather> {
	return random.pick<Partial<Weather>>([
		{ latencyMs: 300 },
		{ latencyMs: 1_000 },
		{ lost: ['to-server', 'to-client'] },
		{ lost: ['to-client'] },
		{ lost: ['to-server'] },
		{ bytesPerSecond: 20_000 },
	]);
}

/** Creating a card is left alone: a person whose request got no answer would write a second one. */
function chooseBoardFault(random: Random): BoardFault {
	const path = random.pick(['stories', 'addTask', '/tasks/', 'events', '/projects/']);
	const times = random.between(1, 4);
	return random.pick<BoardFault>([
		{ method: 'POST', path: 'stories', drop: true, times },
		{ method: 'POST', path: 'addTask', drop: true, times },
		{ method: 'PUT', path: '/tasks/', drop: true, times },
		{ path, status: 500, times },
		{ path, status: 503, times },
		{ path, status: 429, retryAfter: '1', times },
		{ path, delayMs: random.between(500, 3_000), times },
	]);
}

/** As the report counts it. */
export function nameFault(fault: Fault): string {
	switch (fault.kind) {
		case 'kill':
		case 'stop':
			return `${fault.kind} ${fault.service.replace(/-\d$/, '')}`;
		case 'line': {
			const { lost = [], latencyMs } = fault.weather;
			if (lost.length > 0) return 'line: black hole';
			return latencyMs === undefined ? 'line: trickle' : 'line: latency';
		}
		case 'board':
			return `board: ${fault.fault.drop === true ? 'reply lost' : (fault.fault.status ?? 'slow')}`;
		default:
			return fault.kind;
	}
}
