import { Master } from './actors/master.ts';
import { Syncer } from './actors/syncer.ts';
import { Worker } from './actors/worker.ts';
import type { Effect } from '@aegis/shared/effects';
import { EventLoop } from './event-loop.ts';
import type { Guards } from './guards.ts';
import { Board, projectGid } from './outside/board.ts';
import { Projects } from './outside/projects.ts';
import { Git } from './outside/git.ts';
import { Person } from './outside/person.ts';
import type { Process } from './process.ts';
import { Random } from './random.ts';
import type { Room } from './room.ts';
import { Redis } from './transport/redis.ts';

/** The whole system in one thread: real decisions, an outside that keeps count, and a log of what happened. */
export class World {
	readonly effects: Effect[] = [];
	readonly room: Room;
	readonly projects = new Projects();
	readonly master: Master;
	readonly syncer: Syncer;
	readonly workers: readonly Worker[];
	readonly person: Person;
	readonly cards: readonly string[];
	/** Whether faults are still chosen. */
	faulty = true;

	constructor(seed: number, guards: Guards) {
		const loop = new EventLoop();
		const random = new Random(seed);
		const board = new Board();
		const redis = new Redis(
			(to) => this.#named(to)?.wake(),
			() => this.workers.forEach((worker) => worker.up && worker.takeJobs()),
		);
		const { effects } = this;
		const isFaulty = (): boolean => this.faulty;
		const known = (card: string, seq: number): number => this.master.known.get(`${card}/${seq}`) ?? 0;
		this.room = {
			loop,
			random,
			guards,
			redis,
			board,
			git: new Git(),
			get faulty() {
				return isFaulty();
			},
			known,
			complaints: [],
			log: (effect) => effects.push({ at: loop.now, ...effect }),
		};
		board.losesEvent = () => this.faulty && random.chance(0.03);
		this.projects.add(projectGid, null);
		this.master = new Master(this.room, this.projects);
		this.syncer = new Syncer(this.room);
		const lose = (workerId: string): void => this.master.loseWorker(workerId);
		this.workers = ['worker-1', 'worker-2'].map(
			(name) => new Worker(name, this.room, random.chance(0.3) ? 2 : 1, lose),
		);
		this.person = new Person(this.room);
		this.cards = ['a', 'b', 'c'];
		for (const gid of this.cards) {
			board.add(gid, random.chance(0.85) ? 'Ready Queue' : 'Drafts', {
				dependsOn: gid === 'c' && random.chance(0.3) ? 'a' : null,
				approval: random.pick(['Auto-Approve', 'Auto-Approve', 'Manual Check', null]),
			});
		}
		for (const process of this.processes) process.start();
	}

	get processes(): readonly Process[] {
		return [this.master, this.syncer, ...this.workers];
	}

	#named(name: string): Process | undefined {
		if (name === 'master') return this.master;
		if (name === this.syncer.name) return this.syncer;
		return this.workers.find((worker) => worker.name === name);
	}
}
