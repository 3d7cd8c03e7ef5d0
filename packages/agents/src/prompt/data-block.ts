import { shorten, stripInvisible } from './clean-text.ts';

/** The name of the tag around data: it holds the run's id, which nobody who wrote the data can have known. */
export function dataTag(runId: string): string {
	return `data-${runId.replaceAll(/[^A-Za-z0-9]/g, '')}`;
}

/** Marks a text as data: what it says is about the task, and no instruction to the agent. */
export function dataBlock(tag: string, about: string, text: string, limit: number): string {
	const clean = shorten(stripInvisible(text).replaceAll(tag, 'data'), limit).trim();
	return `<${tag} about="${about}">\n${clean === '' ? '(empty)' : clean}\n</${tag}>`;
}
