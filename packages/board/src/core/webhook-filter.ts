/** What a webhook wants to hear of; absent parts want everything. */
export interface WebhookFilter {
	readonly resource_type: string;
	readonly resource_subtype?: string;
	readonly action?: string;
	readonly fields?: readonly string[];
}

/** What of an event the filters look at. */
export interface FilteredEvent {
	readonly resourceType: string;
	readonly resourceSubtype: string | null;
	readonly action: string;
	readonly field: string | undefined;
}

/** Whether any filter lets an event through; no filter lets all through. */
export function passesFilters(event: FilteredEvent, filters: readonly WebhookFilter[]): boolean {
	return filters.length === 0 || filters.some((filter) => passes(event, filter));
}

function passes(event: FilteredEvent, filter: WebhookFilter): boolean {
	if (filter.resource_type !== event.resourceType) return false;
	if (filter.resource_subtype !== undefined && filter.resource_subtype !== event.resourceSubtype)
		return false;
	if (filter.action !== undefined && filter.action !== event.action) return false;
	return !filter.fields || (event.field !== undefined && filter.fields.includes(event.field));
}
