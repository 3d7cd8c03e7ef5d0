/** The media type of a picture by its first bytes; undefined for what a browser should not show. */
export function pictureType(start: Uint8Array): string | undefined {
	const text = String.fromCharCode(...start);
	if (text.startsWith('\u0089PNG\r\n\u001A\n')) return 'image/png';
	if (text.startsWith('\u00FF\u00D8\u00FF')) return 'image/jpeg';
	if (/^GIF8[79]a/.test(text)) return 'image/gif';
	return /^RIFF.{4}WEBP/s.test(text) ? 'image/webp' : undefined;
}
