import type { Generated, Transaction } from 'kysely';
import { z } from 'zod';
import { Actor, redisCarrier, type ActorOptions } from '../../src/actor.ts';
import { machineChance, machineClock } from '../../src/clock.ts';
import { createLogger } from '../../src/log.ts';
import { Store, type Migration, type RuntimeTables } from '../../src/store.ts';

/** The smallest actor worth testing: it writes down what it is told, in order, and may pass it on. */
export interface NoteTables {
	note: { seq: Generated<number>; text: string };
}

export const noteMigrations: readonly Migration[] = [
	{
		name: '100-note',
		async up(db) {
			await db.schema
				.createTable('note')
				.addColumn('seq', 'integer', (column) => column.primaryKey().autoIncrement())
				.addColumn('text', 'text', (column) => column.notNull())
				.execute();
		},
	},
];

export const Note = z.object({
	type: z.literal('note'),
	text: z.string(),
	/** Whom to tell the same. */
	tell: z.string().optional(),
});
export type Note = z.infer<typeof Note>;

export const silent = createLogger('test', { level: 'silent' });

export function openNotes(file: string): Promise<Store<NoteTables>> {
	return Store.open<NoteTables>({ engine: 'sqlite', file }, noteMigrations);
}

type NoteTx = Transaction<NoteTables & RuntimeTables>;
export type NoteActor = Actor<NoteTx, Note>;
type NoteOptions = ActorOptions<NoteTx, Note>;
/** What its Redis carrier is made of. */
type Line = Pick<Parameters<typeof redisCarrier>[0], 'redisUrl' | 'keys' | 'fence' | 'workQueue'>;

/** A note actor, not yet started; a note "poison" fails whenever it is handled. */
export function makeNoteActor(
	options: Pick<NoteOptions, 'name'> & Line & { store: Store<NoteTables> } & Partial<NoteOptions>,
): NoteActor {
	return new Actor<NoteTx, Note>({
		carrier: redisCarrier({ log: silent, ...options }),
		clock: machineClock,
		chance: machineChance,
		log: silent,
		decode: (body) => Note.parse(body),
		async handle(tx, message, envelope) {
			await tx.insertInto('note').values({ text: message.text }).execute();
			if (message.text === 'poison') throw new Error('cannot swallow this');
			const passed = { type: 'note' as const, text: message.text };
			const reply = { to: { actor: envelope.replyTo ?? '' }, message: { type: 'noted', text: message.text } };
			return [
				...(message.tell === undefined ? [] : [{ to: { actor: message.tell }, message: passed }]),
				...(envelope.replyTo === undefined
					? []
					: [
							{
								...reply,
								...(envelope.correlationId === undefined ? {} : { correlationId: envelope.correlationId }),
							},
						]),
			];
		},
		onFatal: (error) => {
			throw error;
		},
		...options,
	});
}

export async function readNotes(store: Store<NoteTables>): Promise<string[]> {
	const rows = await store.db.selectFrom('note').select('text').orderBy('seq').execute();
	return rows.map((row) => row.text);
}
