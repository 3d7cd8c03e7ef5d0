import type { CardComment, CardDependency } from '@aegis/shared/domain';
import type { BoardTask } from '../core/board-task.ts';

/** One card as it was read; nothing is decided yet about what is new in it. */
export type Sighting =
	| {
			readonly kind: 'there';
			readonly task: BoardTask;
			/** Null where they were not read: those known stay. */
			readonly comments: readonly CardComment[] | null;
			/** Null where comments may have changed unread: they are read when somebody needs them. */
			readonly commentsAt: string | null;
			readonly dependencies: readonly CardDependency[];
			/** Undefined keeps the rank that is known. */
			readonly rank?: number;
	  }
	| { readonly kind: 'gone'; readonly gid: string };

export function gidOf(sighting: Sighting): string {
	return sighting.kind === 'there' ? sighting.task.gid : sighting.gid;
}
