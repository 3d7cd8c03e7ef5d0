import { useEffect, useState } from 'react';
import { call, callAll } from '../api/request.ts';
import { useStore } from '../live/state.ts';

export interface Linked {
	readonly gid: string;
	readonly name: string;
	readonly completed: boolean;
}

export interface Attachment {
	readonly gid: string;
	readonly name: string;
	readonly host: string;
	/** Bytes. */
	readonly size?: number;
	readonly download_url: string;
}

export interface Story {
	readonly gid: string;
	readonly type: 'comment' | 'system';
	readonly text: string;
	readonly html_text: string;
	readonly created_at: string;
	readonly created_by: { readonly gid: string; readonly name: string } | null;
	readonly is_edited: boolean;
}

/** Everything the panel shows of a card, as the API gives it. */
export interface Detail {
	readonly gid: string;
	readonly notes: string;
	readonly html_notes: string;
	readonly created_at: string;
	readonly created_by: { readonly name: string } | null;
	readonly subtasks: readonly Linked[];
	/** Cards this one waits for, and those that wait for it. */
	readonly waitsFor: readonly Linked[];
	readonly holdsUp: readonly Linked[];
	readonly files: readonly Attachment[];
}

/** Milliseconds in which commits on the card are read as one. */
const gatherMs = 40;

/** The card's detail, read again whenever a commit touched it; null while it is read, undefined when it is gone. */
export function useDetail(gid: string): Detail | null | undefined {
	const [detail, setDetail] = useState<Detail | null | undefined>(null);
	useReading(gid, () => readDetail(gid), setDetail);
	return detail === null || detail === undefined || detail.gid === gid ? detail : null;
}

/** Newest first; `comments` alone, or all that happened. Only the newest hundred unless `all` are asked for. */
export function useStories(
	gid: string,
	kind: 'comments' | 'all',
	whole: boolean,
): { readonly stories: readonly Story[]; readonly more: boolean } | null {
	const [found, setFound] = useState<{ key: string; stories: readonly Story[]; more: boolean } | null>();
	const key = `${gid} ${kind}`;
	useReading(
		`${key} ${whole}`,
		async () => ({ key, ...(await readStories(gid, kind, whole)) }),
		(read) => setFound(read ?? null),
	);
	return found?.key === key ? found : null;
}

function useReading<T>(key: string, read: () => Promise<T>, done: (found: T | undefined) => void): void {
	const touched = useStore((state) => state.touched);
	useEffect(() => {
		let stale = false;
		const timer = setTimeout(async () => {
			const found = await read().catch(() => undefined);
			if (!stale) done(found);
		}, gatherMs);
		return () => {
			stale = true;
			clearTimeout(timer);
		};
		// What is read follows from the key; the functions are new at every render.
	}, [key, touched]);
}

async function readDetail(gid: string): Promise<Detail> {
	const [task, subtasks, waitsFor, holdsUp, files] = await Promise.all([
		call<Omit<Detail, 'subtasks' | 'waitsFor' | 'holdsUp' | 'files'>>(
			'GET',
			`/tasks/${gid}?opt_fields=notes,html_notes,created_at,created_by.name`,
		),
		callAll<Linked>(`/tasks/${gid}/subtasks?opt_fields=name,completed`),
		linked(gid, 'dependencies'),
		linked(gid, 'dependents'),
		callAll<Attachment>(`/attachments?parent=${gid}&opt_fields=name,size,host,download_url`),
	]);
	return { ...task, subtasks, waitsFor, holdsUp, files };
}

/** Asana's free plan has no dependencies. */
async function linked(gid: string, kind: 'dependencies' | 'dependents'): Promise<readonly Linked[]> {
	try {
		return await callAll<Linked>(`/tasks/${gid}/${kind}?opt_fields=name,completed`);
	} catch {
		return [];
	}
}

async function readStories(
	gid: string,
	kind: 'comments' | 'all',
	whole: boolean,
): Promise<{ stories: readonly Story[]; more: boolean }> {
	const only = kind === 'comments' ? '&resource_subtype=comment_added' : '';
	const path = `/tasks/${gid}/stories?sort_ascending=false${only}&opt_fields=type,text,html_text,created_at,created_by.name,is_edited`;
	if (whole) return { stories: await callAll<Story>(path), more: false };
	const stories = await call<readonly Story[]>('GET', `${path}&limit=100`);
	return { stories, more: stories.length === 100 };
}
