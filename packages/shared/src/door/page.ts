import { createHash } from 'node:crypto';

const style = `body{font:16px/1.5 system-ui,sans-serif;max-width:26rem;margin:15vh auto;padding:0 1rem}
input,button{font:inherit;padding:.4rem .6rem;margin:.25rem 0}input{width:100%;box-sizing:border-box}`;

/** The policy of the page below: nothing loads, nothing runs, and its one form goes back where it came from. */
export const doorPolicy = `default-src 'none'; style-src 'sha256-${createHash('sha256').update(style).digest('base64')}'; form-action 'self'; base-uri 'none'; frame-ancestors 'none'`;

/**
 * What a browser without a session is shown. `again` asks the browser to come once more: a strict cookie is not sent
 * along a link from another site, and is on the second way.
 */
export function doorPage(
	door: string,
	options: { readonly problem?: string; readonly again?: boolean } = {},
): string {
	return `<!doctype html>
<html lang="en"><head><meta charset="utf-8"><title>Aegis ${door}</title>
<meta name="viewport" content="width=device-width"><meta name="color-scheme" content="light dark">
${options.again === true ? '<meta http-equiv="refresh" content="0">' : ''}<style>${style}</style></head>
<body><main><h1>Aegis ${door}</h1>
${options.problem === undefined ? '' : `<p role="alert"><strong>${options.problem}</strong></p>`}
<p>This page opens by a link that works once. <code>aegis open</code> prints a new one.</p>
<form method="post" action="/door"><label for="secret">Or paste a secret of <code>door/secrets.json</code>:</label>
<input id="secret" name="secret" type="password" autocomplete="off" required><button>Open</button></form>
</main></body></html>
`;
}
