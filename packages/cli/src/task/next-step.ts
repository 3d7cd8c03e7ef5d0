import type { CardView } from '@aegis/shared/api';

/** The command that does what a card needs of a person; null where it needs nothing. */
export function nextStep(card: Pick<CardView, 'gid' | 'needs' | 'maxCostUsd'>): string | null {
	switch (card.needs) {
		case 'answer':
			return `aegis task answer ${card.gid} "…"`;
		case 'approve':
			return `aegis task approve ${card.gid}`;
		case 'tick':
			return `aegis task tick ${card.gid}`;
		case 'budget':
			return `aegis task budget ${card.gid} ${Math.ceil(card.maxCostUsd * 2)}`;
		case 'look':
			return `aegis task retry ${card.gid}`;
		case 'permit':
			return `aegis task show ${card.gid}`;
		case null:
			return null;
	}
}
