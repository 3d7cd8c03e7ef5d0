import { addComment, createCard, listSections, moveCard } from '../board/cards.ts';
import type { BoardAccess } from '../board/connect.ts';
import { answer } from './stories/clarified.ts';
import { persist } from './persist.ts';
import { stories } from './stories/index.ts';
import type { Story } from './stories/story.ts';

export type StoryKey = Story['key'];

/** Plays the person at the board: writes the cards and later does what each story asks of one. */
export class Person {
	readonly #access: BoardAccess;
	readonly #sections: ReadonlyMap<string, string>;
	/** The gid of each story's card. */
	readonly cards: ReadonlyMap<StoryKey, string>;
	readonly #done = new Set<string>();
	readonly #say: (what: string) => void;

	private constructor(
		access: BoardAccess,
		sections: ReadonlyMap<string, string>,
		cards: ReadonlyMap<StoryKey, string>,
		say: (what: string) => void,
	) {
		this.#access = access;
		this.#sections = sections;
		this.cards = cards;
		this.#say = say;
	}

	/** Writes all cards into Drafts, the second one waiting for the first. */
	static async writeCards(
		access: BoardAccess,
		projectGid: string,
		say: (what: string) => void,
	): Promise<Person> {
		const sections = await persist(() => listSections(access, projectGid));
		const cards = new Map<StoryKey, string>();
		for (const { key, name, notes } of stories) {
			const first = cards.get('straight');
			const gid = await persist(() =>
				createCard(access, {
					projectGid,
					sectionGid: sections.get('Drafts') ?? '',
					name,
					notes,
					after: key === 'blocked' && first !== undefined ? [first] : [],
				}),
			);
			cards.set(key, gid);
		}
		return new Person(access, sections, cards, say);
	}

	/** Drags a card to Ready Queue, once. */
	async makeReady(key: StoryKey): Promise<void> {
		await this.#once(
			`ready ${key}`,
			async (gid, story) => {
				await persist(() => moveCard(this.#access, gid, this.#sections.get('Ready Queue') ?? ''));
				this.#say(`you drag “${story.name}” to Ready Queue`);
			},
			key,
		);
	}

	/** Answers the questions on the unclear card, once. */
	async answerQuestions(): Promise<void> {
		await this.#once(
			'answer',
			async (gid, story) => {
				await persist(() => addComment(this.#access, gid, answer));
				this.#say(`you answer the questions on “${story.name}” in a comment`);
			},
			'clarified',
		);
	}

	/** Drags a card that is being worked on back to Drafts, once. */
	async takeBack(): Promise<void> {
		await this.#once(
			'take back',
			async (gid, story) => {
				await persist(() => moveCard(this.#access, gid, this.#sections.get('Drafts') ?? ''));
				this.#say(`you drag “${story.name}” back to Drafts while the Worker is at it`);
			},
			'withdrawn',
		);
	}

	async #once(what: string, act: (gid: string, story: Story) => Promise<void>, key: StoryKey): Promise<void> {
		const gid = this.cards.get(key);
		const story = stories.find((candidate) => candidate.key === key);
		if (this.#done.has(what) || gid === undefined || story === undefined) return;
		this.#done.add(what);
		await act(gid, story);
	}
}
