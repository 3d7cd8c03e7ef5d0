/** A secret that must not be seen, and what it is called: a variable or a file, never a part of it. */
export interface Secret {
	readonly name: string;
	readonly value: string;
}

/** One way a secret may be written. Only `core` is looked for; what of the whole form stands around it goes with it. */
export interface Form {
	readonly name: string;
	readonly text: string;
	/** The part of `text` that is looked for: from here to there. */
	readonly from: number;
	readonly to: number;
}

/** Shorter values cannot be told from ordinary words. Characters. */
export const shortest = 8;
/** A secret of which no more than so many characters were cut off at either end is still found. */
const cut = 7;
/** Characters that must be left to look for. */
const leastCore = 12;

/** All the ways a secret is looked for: as it is and in its usual encodings, each once. */
export function formsOf({ name, value }: Secret): Form[] {
	const texts = new Map<string, number>();
	for (const part of partsOf(value)) {
		const bytes = encodeUtf8(part);
		// Where a longer text is encoded as a whole, the same bytes look different at each of three places.
		const encoded = [0, 1, 2].map((shift) => base64(bytes, shift));
		const hex = [...bytes].map((byte) => byte.toString(16).padStart(2, '0')).join('');
		const json = JSON.stringify(part).slice(1, -1);
		const plain = [
			part,
			Array.from(part).toReversed().join(''),
			json,
			JSON.stringify(json).slice(1, -1),
			encodeURIComponent(part),
			encodeURIComponent(part).replaceAll(/%[0-9A-F]{2}/g, (escape) => escape.toLowerCase()),
			[...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0')}`).join(''),
			[...bytes].map((byte) => `%${byte.toString(16).padStart(2, '0').toUpperCase()}`).join(''),
			...encoded.map((text) => text.replaceAll('+', '-').replaceAll('/', '_')),
			...encoded,
		];
		for (const text of plain) if (!texts.has(text)) texts.set(text, 1);
		for (const text of [hex, hex.toUpperCase()]) texts.set(text, 2);
	}
	return [...texts].flatMap(([text, scale]) => {
		const squeezed = text.replaceAll(/\s/g, '');
		if (squeezed.length < shortest) return [];
		const margin = Math.max(0, Math.min(cut * scale, Math.floor((squeezed.length - leastCore * scale) / 2)));
		return [{ name, text: squeezed, from: margin, to: squeezed.length - margin }];
	});
}

/** The whole, and of something with several lines (a private key) each line that could be told from others. */
function partsOf(value: string): string[] {
	const whole = value.trim();
	if (whole.replaceAll(/\s/g, '').length < shortest) return [];
	const lines = whole.split(/\r?\n/).map((line) => line.trim());
	if (lines.length === 1) return [whole];
	return [whole, ...lines.filter((line) => line.length >= 32 && !line.startsWith('-----'))];
}

function encodeUtf8(text: string): Uint8Array {
	return new TextEncoder().encode(text);
}

/** Base64 of the bytes as they look `shift` bytes into a longer text, without what depends on their neighbours. */
function base64(bytes: Uint8Array, shift: number): string {
	let binary = '\0'.repeat(shift);
	for (const byte of bytes) binary += String.fromCharCode(byte);
	const text = btoa(binary).replace(/=+$/, '');
	const before = shift === 0 ? 0 : shift + 1;
	const after = (bytes.length + shift) % 3 === 0 ? 0 : 1;
	return text.slice(before, text.length - after);
}
