import { attachmentRoutes } from './attachments.ts';
import { batchRoutes } from './batch.ts';
import type { Route } from './call.ts';
import { customFieldSettingRoutes } from './custom-field-settings.ts';
import { customFieldRoutes } from './custom-fields.ts';
import { duplicateRoutes } from './duplicates.ts';
import { eventRoutes } from './events.ts';
import { linkRoutes } from './links.ts';
import { membershipRoutes } from './memberships.ts';
import { portfolioRoutes } from './portfolios.ts';
import { projectStatusRoutes } from './project-statuses.ts';
import { projectRoutes } from './projects.ts';
import { searchRoutes } from './search.ts';
import { sectionRoutes } from './sections.ts';
import { statusUpdateRoutes } from './status-updates.ts';
import { storyRoutes } from './stories.ts';
import { tagRoutes } from './tags.ts';
import { taskListRoutes } from './task-lists.ts';
import { taskPlaceRoutes } from './task-places.ts';
import { taskRoutes } from './tasks.ts';
import { teamRoutes } from './teams.ts';
import { userRoutes } from './users.ts';
import { webhookRoutes } from './webhooks.ts';

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
