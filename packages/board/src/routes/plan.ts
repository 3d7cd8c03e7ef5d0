import { paymentRequired } from '../core/errors.ts';
import type { Call } from './call.ts';

/** What Asana's free plan answers with 402. */
export const notFree = {
	customFields: 'Custom Fields are not available for free users or guests.',
	customFieldSettings: 'Custom Field Settings are not available for free users.',
	search: 'Search is only available to premium users.',
	dependencies: 'Dependencies are not available for free users.',
	portfolios: 'Portfolios are not available for free users.',
} as const;

/** Refuses values of custom fields on the free plan. */
export function refuseCustomFields(call: Call): void {
	if (call.store.free && call.data['custom_fields'] !== undefined)
		throw paymentRequired(notFree.customFields);
}
