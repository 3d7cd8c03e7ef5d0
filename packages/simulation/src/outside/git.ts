/** The repository: outside truth. A tree is named by what it was made from, so the same merge is the same tree. */
export class Git {
	main = 'main-0';
	readonly #heads = new Map<string, string>();
	/** What main has taken in. */
	readonly #landed = new Set<string>();
	#count = 0;

	head(card: string): string | null {
		return this.#heads.get(card) ?? null;
	}

	commit(card: string): string {
		const head = `${card}-head-${++this.#count}`;
		this.#heads.set(card, head);
		return head;
	}

	hasLanded(head: string): boolean {
		return this.#landed.has(head);
	}

	/** The tree of `head` merged onto `base`. */
	merged(base: string, head: string): string {
		return `${base}+${head}`;
	}

	/** A fast-forward from `from`; false when main is elsewhere. */
	push(from: string, tree: string, head: string): boolean {
		if (this.main !== from) return false;
		this.main = tree;
		this.#landed.add(head);
		return true;
	}

	/** Somebody else's commit on main. */
	moveMain(): void {
		this.main = `main-${++this.#count}`;
	}
}
