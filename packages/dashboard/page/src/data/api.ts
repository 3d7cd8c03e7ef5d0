import type {
	CardDetailView,
	CardView,
	EffectView,
	ReceiptView,
	RunView,
	StatusView,
} from '@aegis/shared/api/views';
import type { CardAct } from '@aegis/shared/messages/card-order';
import type { z } from 'zod';
import type * as answers from '../../../src/http/v1/answers.ts';
import type { Entry } from '../core/transcript.ts';

/** What the server says instead of an answer. `status` is 0 where nothing answered. */
export class ApiProblem extends Error {
	readonly code: string;
	readonly status: number;
	readonly fix: string | null;

	constructor(status: number, code: string, message: string, fix: string | null) {
		super(message);
		this.status = status;
		this.code = code;
		this.fix = fix;
	}
}

export interface Told {
	readonly orderId: string;
	readonly receipt: ReceiptView | null;
}

export type PauseTarget = { scope: 'all' } | { scope: 'project' | 'card'; gid: string };
export type Changes = z.infer<typeof answers.Changes>;
export type Check = z.infer<typeof answers.Check>;
export type Metrics = z.infer<typeof answers.MetricsView>;
export type Doctor = z.infer<typeof answers.Doctor>;

async function ask<T>(path: string, init?: RequestInit): Promise<T> {
	const response = await fetch(`/api/v1${path}`, init).catch(() => {
		throw new ApiProblem(
			0,
			'DASHBOARD_SILENT',
			'The dashboard does not answer; this page is as it was.',
			null,
		);
	});
	if (response.ok) return (await response.json()) as T;
	const body = (await response.json().catch(() => ({}))) as {
		error?: { code?: string; message?: string; fix?: string };
	};
	const {
		code = 'REQUEST_FAILED',
		message = `The server answered ${response.status}.`,
		fix,
	} = body.error ?? {};
	throw new ApiProblem(response.status, code, message, fix ?? null);
}

function post<T>(path: string, body: object): Promise<T> {
	return ask<T>(path, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});
}

const id = encodeURIComponent;

/** Version 1 of the API, as `/api/v1/openapi.json` describes it. */
export const api = {
	status: () => ask<StatusView>('/status'),
	cards: (q: string, limit: number) => ask<CardView[]>(`/cards?q=${id(q)}&limit=${limit}`),
	card: (gid: string) => ask<CardDetailView>(`/cards/${id(gid)}`),
	effects: (gid: string) => ask<EffectView[]>(`/cards/${id(gid)}/effects`),
	changes: (gid: string, commit: string | null) =>
		ask<Changes>(`/cards/${id(gid)}/changes${commit === null ? '' : `?commit=${id(commit)}`}`),
	runs: (limit: number) => ask<RunView[]>(`/runs?limit=${limit}`),
	transcript: (runId: string, after: number) =>
		ask<{ entries: Entry[]; next: number; more: boolean }>(`/runs/${id(runId)}/transcript?after=${after}`),
	prompt: (runId: string) => ask<{ text: string }>(`/runs/${id(runId)}/prompt`),
	checks: (runId: string) => ask<Check[]>(`/runs/${id(runId)}/checks`),
	metrics: () => ask<Metrics>('/metrics'),
	doctor: () => ask<Doctor>('/doctor'),
	order: (gid: string, act: CardAct) => post<Told>(`/cards/${id(gid)}/orders`, act),
	pause: (target: PauseTarget) => post<Told>('/pause', { target }),
	resume: (target: PauseTarget) => post<Told>('/resume', { target }),
};
