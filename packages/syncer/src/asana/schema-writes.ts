import { CustomFieldsApi } from 'asana/dist/api/CustomFieldsApi.js';
import { ProjectsApi } from 'asana/dist/api/ProjectsApi.js';
import { SectionsApi } from 'asana/dist/api/SectionsApi.js';
import { z } from 'zod';
import type { BoardField } from '../core/board-task.ts';
import type { Connection } from './connection.ts';
import type { Answer } from './failure.ts';
import { readAll } from './reads.ts';
import { Anything, Created, Field, fieldFields } from './responses.ts';

const CreatedBody = z.object({ data: Created }).transform((body) => body.data);
const WorkspaceBody = z
	.object({ data: z.object({ workspace: Created }) })
	.transform((body) => body.data.workspace.gid);

/** What setting up a project asks and changes, used once in its life. */
export class BoardSchemaWrites {
	readonly #connection: Connection;
	readonly #project: string;
	readonly #sections: SectionsApi;
	readonly #fields: CustomFieldsApi;
	readonly #projects: ProjectsApi;

	constructor(connection: Connection, projectGid: string) {
		this.#connection = connection;
		this.#project = projectGid;
		this.#sections = new SectionsApi(connection.client);
		this.#fields = new CustomFieldsApi(connection.client);
		this.#projects = new ProjectsApi(connection.client);
	}

	workspace(): Promise<Answer<string>> {
		return this.#connection.read(WorkspaceBody, () =>
			this.#projects.getProject(this.#project, { opt_fields: 'workspace.gid' }),
		);
	}

	workspaceFields(workspaceGid: string): Promise<Answer<BoardField[]>> {
		return readAll(this.#connection, Field, (paging) =>
			this.#fields.getCustomFieldsForWorkspace(workspaceGid, { opt_fields: fieldFields, ...paging }),
		);
	}

	addSection(
		name: string,
		place: { insert_before?: string; insert_after?: string },
	): Promise<Answer<{ gid: string }>> {
		return this.#connection.write(CreatedBody, () =>
			this.#sections.createSectionForProject(this.#project, { body: { data: { name, ...place } } }),
		);
	}

	createField(workspace: string, definition: object): Promise<Answer<{ gid: string }>> {
		return this.#connection.write(CreatedBody, () =>
			this.#fields.createCustomField({ data: { workspace, ...definition } }, {}),
		);
	}

	addFieldToProject(fieldGid: string): Promise<Answer<unknown>> {
		return this.#connection.write(Anything, () =>
			this.#projects.addCustomFieldSettingForProject(
				{ data: { custom_field: fieldGid, is_important: true } },
				this.#project,
				{},
			),
		);
	}

	enableOption(optionGid: string): Promise<Answer<unknown>> {
		return this.#connection.write(Anything, () =>
			this.#fields.updateEnumOption(optionGid, { body: { data: { enabled: true } } }),
		);
	}

	addOption(fieldGid: string, name: string): Promise<Answer<unknown>> {
		return this.#connection.write(Anything, () =>
			this.#fields.createEnumOptionForCustomField(fieldGid, { body: { data: { name } } }),
		);
	}
}
