/** Adds an entry to a memory file as a list item; the text is unchanged when the entry is already there. */
export function appendEntry(text: string, title: string, entry: string): string {
	const item = `- ${entry.trim().replaceAll('\n', '\n  ')}`;
	if (`\n${text}\n`.includes(`\n${item}\n`)) return text;
	const start = text.trim() === '' ? `# ${title}\n` : text.replace(/\n*$/, '\n');
	return start.endsWith(`# ${title}\n`) ? `${start}\n${item}\n` : `${start}${item}\n`;
}
