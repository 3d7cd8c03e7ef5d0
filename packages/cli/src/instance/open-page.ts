import { spawn } from 'node:child_process';

/** Opens a page in the person's browser, where there is one. */
export function openPage(url: string): void {
	const command = process.platform === 'darwin' ? 'open' : 'xdg-open';
	const opener = spawn(command, [url], { stdio: 'ignore', detached: true });
	opener.on('error', () => {});
	opener.unref();
}
