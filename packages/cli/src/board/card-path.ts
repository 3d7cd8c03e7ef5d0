import { StoriesApi } from 'asana';
import { z } from 'zod';
import { createClient, type BoardAccess } from './connect.ts';
import { request } from './request.ts';

const Move = z.looseObject({
	resource_subtype: z.string().nullish(),
	new_section: z.looseObject({ name: z.string() }).nullish(),
});

/** The sections a card was moved to, oldest first, as its history tells. */
export async function listMoves(access: BoardAccess, gid: string): Promise<string[]> {
	const api = new StoriesApi(createClient(access));
	const options = { opt_fields: 'resource_subtype,new_section.name', limit: 100 };
	const stories = await request(access, z.array(Move), () => api.getStoriesForTask(gid, options));
	return stories
		.filter(({ resource_subtype: subtype }) => subtype === 'section_changed')
		.flatMap(({ new_section: section }) => (section?.name === undefined ? [] : [section.name]));
}
