/** A card as the board sent it, already checked at the door. Only what Aegis reads. */
export interface BoardTask {
	readonly gid: string;
	readonly name: string;
	/** Asana's `resource_subtype`; absent where the board does not say. */
	readonly kind?: string | null;
	readonly notes: string;
	/** The description with what its plain text leaves out; absent where that is nothing (see `readRichNotes`). */
	readonly richNotes?: string | null;
	readonly completed: boolean;
	readonly modifiedAt: string;
	readonly url: string | null;
	readonly dueOn: string | null;
	readonly assigneeGid: string | null;
	readonly createdByGid: string | null;
	/** The card this one is a step of. */
	readonly parentGid: string | null;
	/** Null where the board did not say. */
	readonly subtaskCount: number | null;
	readonly tags: readonly string[];
	readonly memberships: readonly BoardMembership[];
	readonly fields: readonly BoardFieldValue[];
	/** `completed` is null where the board named the other card and nothing more. */
	readonly dependencies: readonly { readonly gid: string; readonly completed: boolean | null }[];
}

export interface BoardMembership {
	readonly projectGid: string;
	readonly sectionGid: string | null;
	readonly sectionName: string | null;
}

export interface BoardFieldValue {
	readonly gid: string;
	readonly enumName: string | null;
	readonly number: number | null;
	readonly text: string | null;
	readonly name?: string;
	/** What a person sees there, whatever the field's type. */
	readonly display?: string | null;
}

/** A line of a card's history; `comment` tells what a person or an agent wrote from what the board noted. */
export interface BoardStory {
	readonly gid: string;
	readonly comment: boolean;
	readonly text: string;
	readonly createdAt: string;
	readonly authorGid: string | null;
	readonly authorName: string | null;
	/** What the board noted, where it is of a kind Aegis reads; told by fields, never by the text, which is localised. */
	readonly change: BoardStoryChange | null;
}

export type BoardStoryChange =
	| { readonly kind: 'moved'; readonly from: BoardSection | null; readonly to: BoardSection | null }
	/** Put into a project, wherever in it. */
	| { readonly kind: 'added'; readonly projectGid: string }
	| { readonly kind: 'chosen'; readonly fieldGid: string; readonly option: string | null }
	| { readonly kind: 'counted'; readonly fieldGid: string; readonly number: number | null }
	| { readonly kind: 'attached' };

export interface BoardEvent {
	readonly action: string;
	readonly createdAt: string | null;
	readonly resource: BoardEventTarget;
	readonly parent: BoardEventTarget | null;
}

interface BoardEventTarget {
	readonly gid: string;
	readonly type: string;
	readonly subtype: string | null;
}

export interface BoardSection {
	readonly gid: string;
	readonly name: string;
}

export interface BoardField {
	readonly gid: string;
	readonly name: string;
	readonly type: string;
	readonly options: readonly { readonly gid: string; readonly name: string; readonly enabled: boolean }[];
}
