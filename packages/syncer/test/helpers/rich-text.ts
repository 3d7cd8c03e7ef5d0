const allowed = new Set(['body', 'strong', 'em', 'u', 's', 'code', 'ol', 'ul', 'li', 'a']);

/** Reads rich text as strictly as Asana and gives its plain text; throws for what Asana would refuse. */
export function parseHtml(html: string): string {
	const open: string[] = [];
	let text = '';
	for (const [token, slash, name] of html.matchAll(/<(\/?)([a-z]+)(?: href="[^"<]*")?>|[^<]+|</g)) {
		if (name === undefined) {
			if (token === '<' || /&(?!amp;|lt;|gt;)/.test(token)) throw new Error(`bad text: ${token}`);
			// eslint-disable-next-line no-control-regex
			if (/[\u0000-\u0008\u000B\u000C\u000E-\u001F]/.test(token)) throw new Error('control character');
			text += token.replaceAll('&lt;', '<').replaceAll('&gt;', '>').replaceAll('&amp;', '&');
			continue;
		}
		if (!allowed.has(name)) throw new Error(`tag ${name}`);
		if (slash === '/') {
			if (open.pop() !== name) throw new Error(`unbalanced ${name}`);
		} else open.push(name);
		if (name === 'li' || name === 'ul') text += '\n';
	}
	if (open.length > 0) throw new Error('unclosed');
	return text;
}
