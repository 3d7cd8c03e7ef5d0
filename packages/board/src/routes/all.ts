import type { Route } from './call.ts';
import { customFieldSettingRoutes } from './custom-field-settings.ts';
import { customFieldRoutes } from './custom-fields.ts';
import { eventRoutes } from './events.ts';
import { linkRoutes } from './links.ts';
import { projectRoutes } from './projects.ts';
import { sectionRoutes } from './sections.ts';
import { storyRoutes } from './stories.ts';
import { tagRoutes } from './tags.ts';
import { taskListRoutes } from './task-lists.ts';
import { taskPlaceRoutes } from './task-places.ts';
import { taskRoutes } from './tasks.ts';
import { userRoutes } from './users.ts';

/** Everything the board answers under its API path. */
export const allRoutes: readonly Route[] = [
	...userRoutes,
	...projectRoutes,
	...sectionRoutes,
	...taskRoutes,
	...taskListRoutes,
	...taskPlaceRoutes,
	...storyRoutes,
	...linkRoutes,
	...tagRoutes,
	...customFieldRoutes,
	...customFieldSettingRoutes,
	...eventRoutes,
];
