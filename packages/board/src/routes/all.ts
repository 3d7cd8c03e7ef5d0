import { attachmentRoutes } from './talk/attachments.ts';
import { batchRoutes } from './batch.ts';
import type { Route } from './call.ts';
import { customFieldSettingRoutes } from './fields/custom-field-settings.ts';
import { customFieldRoutes } from './fields/custom-fields.ts';
import { duplicateRoutes } from './tasks/duplicates.ts';
import { eventRoutes } from './follow/events.ts';
import { linkRoutes } from './tasks/links.ts';
import { membershipRoutes } from './projects/memberships.ts';
import { portfolioRoutes } from './projects/portfolios.ts';
import { projectStatusRoutes } from './projects/project-statuses.ts';
import { projectRoutes } from './projects/projects.ts';
import { searchRoutes } from './tasks/search.ts';
import { sectionRoutes } from './projects/sections.ts';
import { statusUpdateRoutes } from './projects/status-updates.ts';
import { storyRoutes } from './talk/stories.ts';
import { tagRoutes } from './tasks/tags.ts';
import { taskListRoutes } from './tasks/task-lists.ts';
import { taskPlaceRoutes } from './tasks/task-places.ts';
import { taskRoutes } from './tasks/tasks.ts';
import { teamRoutes } from './people/teams.ts';
import { userRoutes } from './people/users.ts';
import { webhookRoutes } from './follow/webhooks.ts';

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
	...attachmentRoutes,
	...membershipRoutes,
	...portfolioRoutes,
	...teamRoutes,
	...statusUpdateRoutes,
	...projectStatusRoutes,
	...searchRoutes,
	...duplicateRoutes,
	...webhookRoutes,
	...batchRoutes,
];
