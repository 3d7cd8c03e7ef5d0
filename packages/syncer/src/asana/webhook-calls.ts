import { ProjectsApi } from 'asana/dist/api/ProjectsApi.js';
import { WebhooksApi } from 'asana/dist/api/WebhooksApi.js';
import { z } from 'zod';
import type { ListedWebhook } from '../webhook/core/plan-webhooks.ts';
import type { Connection } from './connection.ts';
import type { Answer } from './failure.ts';
import { readAll } from './reads.ts';
import { Anything, Created } from './responses.ts';

const Listed = z
	.object({ gid: z.string(), target: z.string().nullish(), active: z.boolean().nullish() })
	.transform((webhook): ListedWebhook => ({
		gid: webhook.gid,
		target: webhook.target ?? '',
		active: webhook.active ?? true,
	}));

/** The secret comes beside the record, and in the handshake. */
const CreatedWebhook = z
	.object({ data: Created, 'X-Hook-Secret': z.string().min(1).nullish() })
	.transform((body) => ({ gid: body.data.gid, secret: body['X-Hook-Secret'] ?? null }));

const WorkspaceBody = z
	.object({ data: z.object({ workspace: Created }) })
	.transform((body) => body.data.workspace.gid);

/** The webhooks of one project, of this token's account alone: Asana shows nobody another's. */
export class WebhookCalls {
	readonly #connection: Connection;
	readonly #project: string;
	readonly #webhooks: WebhooksApi;
	readonly #projects: ProjectsApi;
	#workspace: string | null = null;

	constructor(connection: Connection, projectGid: string) {
		this.#connection = connection;
		this.#project = projectGid;
		this.#webhooks = new WebhooksApi(connection.client);
		this.#projects = new ProjectsApi(connection.client);
	}

	async list(): Promise<Answer<ListedWebhook[]>> {
		if (this.#workspace === null) {
			const answer = await this.#connection.read(WorkspaceBody, () =>
				this.#projects.getProject(this.#project, { opt_fields: 'workspace.gid' }),
			);
			if (!answer.ok) return answer;
			this.#workspace = answer.value;
		}
		const workspace = this.#workspace;
		return readAll(this.#connection, Listed, (paging) =>
			this.#webhooks.getWebhooks(workspace, {
				resource: this.#project,
				opt_fields: 'target,active',
				...paging,
			}),
		);
	}

	/** Answers when the handshake is over: the target must be reachable meanwhile. */
	create(target: string): Promise<Answer<{ gid: string; secret: string | null }>> {
		return this.#connection.write(CreatedWebhook, () =>
			this.#webhooks.createWebhook({ data: { resource: this.#project, target } }, {}),
		);
	}

	remove(gid: string): Promise<Answer<unknown>> {
		return this.#connection.write(Anything, () => this.#webhooks.deleteWebhook(gid));
	}
}
