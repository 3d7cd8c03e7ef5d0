import { useRef, useState, type ReactNode } from 'react';
import { attach, attempt } from '../api/actions.ts';
import { call } from '../api/request.ts';
import { formatSize } from '../core/wording.ts';
import { Link } from '../text/markdown.tsx';
import type { Attachment } from './use-card.ts';

/** Files on the card; pictures are shown, everything else is a download. */
export function Attachments({
	gid,
	files,
}: {
	readonly gid: string;
	readonly files: readonly Attachment[];
}): ReactNode {
	const input = useRef<HTMLInputElement>(null);
	const [busy, setBusy] = useState(false);
	const send = async (chosen: readonly File[]): Promise<void> => {
		setBusy(true);
		await attach(gid, chosen);
		setBusy(false);
	};
	return (
		<section aria-labelledby="attachments">
			<h3 id="attachments">
				Attachments
				<button type="button" className="quiet-button" disabled={busy} onClick={() => input.current?.click()}>
					{busy ? 'Sending…' : 'Add'}
				</button>
			</h3>
			<input
				ref={input}
				type="file"
				multiple
				hidden
				aria-label="Attach files"
				onChange={(event) => {
					void send([...(event.target.files ?? [])]);
					event.target.value = '';
				}}
			/>
			{files.length === 0 ? (
				<p className="quiet small">Drop files on the card, or paste a picture into a comment.</p>
			) : (
				<ul className="files">
					{files.map((file) => (
						<FileRow key={file.gid} file={file} />
					))}
				</ul>
			)}
		</section>
	);
}

function FileRow({ file }: { readonly file: Attachment }): ReactNode {
	const [broken, setBroken] = useState(false);
	const own = file.host === 'asana';
	const picture = own && !broken && /\.(png|jpe?g|gif|webp)$/i.test(file.name);
	const source = `/live/pictures/${file.gid}`;
	return (
		<li>
			{picture && (
				<a href={source} target="_blank" rel="noreferrer">
					<img src={source} alt={file.name} loading="lazy" onError={() => setBroken(true)} />
				</a>
			)}
			<span>
				{own ? (
					<a href={localPath(file.download_url)}>{file.name}</a>
				) : (
					<Link href={file.download_url}>{file.name}</Link>
				)}{' '}
				{file.size !== undefined && <span className="quiet small">{formatSize(file.size)}</span>}
			</span>
			<button
				type="button"
				className="quiet-button"
				aria-label={`Remove ${file.name}`}
				onClick={() => void attempt(() => call('DELETE', `/attachments/${file.gid}`))}
			>
				×
			</button>
		</li>
	);
}

/** The address on this server, whatever name it is reached by. */
function localPath(url: string): string {
	const { pathname, search } = new URL(url, location.href);
	return `${pathname}${search}`;
}
