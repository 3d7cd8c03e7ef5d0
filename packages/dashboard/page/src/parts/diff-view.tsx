import { useMemo, useState } from 'react';
import { VList } from 'virtua';
import { parseDiff, type DiffRow } from '../core/parse-diff.ts';
import { wordCount } from '../core/wording.ts';
import { TextOrder } from './ask.tsx';

/** A remark on a line, to be sent to the Worker. */
export interface Remark {
	readonly file: string;
	readonly line: number;
	readonly text: string;
}

/** Rows above which only those in sight are drawn, in a pane of its own. */
const longFrom = 400;

/** A unified diff. Lines can be remarked on where `onRemark` is given. */
export function DiffView({
	diff,
	remarks = [],
	onRemark,
}: {
	readonly diff: string;
	readonly remarks?: readonly Remark[];
	readonly onRemark?: (remark: Remark) => void;
}) {
	const parsed = useMemo(() => parseDiff(diff), [diff]);
	const [folded, setFolded] = useState<ReadonlySet<number>>(new Set());
	const [writing, setWriting] = useState<number | null>(null);
	const shown = useMemo(
		() =>
			parsed.rows
				.map((row, index) => ({ row, index }))
				.filter(({ row }) => row.kind === 'file' || !folded.has(row.file)),
		[parsed, folded],
	);
	const toggle = (file: number): void =>
		setFolded((now) =>
			now.has(file) ? new Set([...now].filter((one) => one !== file)) : new Set([...now, file]),
		);
	if (parsed.files.length === 0) return <p className="empty">No file differs.</p>;
	const rows = shown.map(({ row, index }) => {
		const file = parsed.files[row.file];
		if (file === undefined) return <div key={index} />;
		if (row.kind === 'file')
			return (
				<div key={index} className="diff-file">
					<button
						type="button"
						className="plain"
						aria-expanded={!folded.has(row.file)}
						onClick={() => toggle(row.file)}
					>
						<span aria-hidden="true">{folded.has(row.file) ? '▸' : '▾'}</span> <code>{file.name}</code>
					</button>
					<span className="quiet">
						{file.from !== null && `from ${file.from} `}
						{file.note}
					</span>
					<span className="number">
						<span className="good">+{file.added}</span> <span className="bad">−{file.removed}</span>
					</span>
				</div>
			);
		if (row.kind === 'hunk')
			return (
				<div key={index} className="diff-hunk">
					<code>⋯ {row.text}</code>
				</div>
			);
		const line = row.newLine ?? row.oldLine ?? 0;
		const own = remarks.filter((remark) => remark.file === file.name && remark.line === line);
		return (
			<div key={index}>
				<Line
					row={row}
					{...(onRemark === undefined ? {} : { onAsk: () => setWriting(index) })}
					name={file.name}
				/>
				{row.kind !== 'del' &&
					own.map((remark, at) => (
						<p key={at} className="remark">
							{remark.text}
						</p>
					))}
				{writing === index && onRemark !== undefined && (
					<div className="remark">
						<TextOrder
							label={`Remark on ${file.name}, line ${line}`}
							send="Add remark"
							busy={false}
							autoFocus
							onSend={(text) => {
								onRemark({ file: file.name, line, text });
								setWriting(null);
								return Promise.resolve(true);
							}}
						>
							<button type="button" onClick={() => setWriting(null)}>
								Cancel
							</button>
						</TextOrder>
					</div>
				)}
			</div>
		);
	});
	return (
		<div className="diff">
			<p className="quiet">
				{wordCount(parsed.files.length, 'file')},{' '}
				<span className="good">+{parsed.files.reduce((sum, { added }) => sum + added, 0)}</span>{' '}
				<span className="bad">−{parsed.files.reduce((sum, { removed }) => sum + removed, 0)}</span>
			</p>
			{rows.length > longFrom ? (
				<div className="diff-rows tall" tabIndex={0} role="region" aria-label="Diff">
					<VList>{rows}</VList>
				</div>
			) : (
				<div className="diff-rows" tabIndex={0} role="region" aria-label="Diff">
					{rows}
				</div>
			)}
		</div>
	);
}

function Line({
	row,
	name,
	onAsk,
}: {
	readonly row: Exclude<DiffRow, { kind: 'file' | 'hunk' }>;
	readonly name: string;
	readonly onAsk?: () => void;
}) {
	const sign = row.kind === 'add' ? '+' : row.kind === 'del' ? '−' : ' ';
	return (
		<div className={`diff-line ${row.kind}`}>
			<span className="line-number">{row.oldLine ?? ''}</span>
			<span className="line-number">{row.newLine ?? ''}</span>
			{onAsk !== undefined && (
				<button
					type="button"
					className="plain line-ask"
					aria-label={`Remark on ${name}, line ${row.newLine ?? row.oldLine}`}
					onClick={onAsk}
				>
					+
				</button>
			)}
			<code>
				<span className="sign">{sign}</span>
				{row.text}
			</code>
		</div>
	);
}

/** What the remarks are as one comment, in the order of the diff. */
export function wordRemarks(remarks: readonly Remark[], more: string): string {
	const lines = remarks.map(({ file, line, text }) => `${file}:${line}: ${text}`);
	return [...(more === '' ? [] : [more, '']), ...lines].join('\n').trim();
}
