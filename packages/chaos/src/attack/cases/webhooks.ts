import type { AttackCase } from '../core/case.ts';

const door = 'packages/syncer/test/webhook/door.test.ts';
const webhooks = 'packages/syncer/test/webhook/webhooks.test.ts';
const boardUrl = 'packages/shared/test/network/board-url.test.ts';
const egress = 'packages/proxy/test/egress/egress-door.integration.test.ts';

/** The port where anybody may knock. */
export const webhookCases: readonly AttackCase[] = [
	{
		id: 44,
		tried: 'no signature, a wrong one, a long one, other bytes, a huge body, a slow one',
		proofs: [
			[door, 'who is slow with its headers, with its body, or silent is cut off'],
			[door, 'too long headers and too long bodies are refused unread'],
			[webhooks, 'what is not from the board is refused, and never with an error of ours'],
			[
				'packages/syncer/test/webhook/signature.test.ts',
				'the signature of these very bytes with this very secret',
			],
		],
	},
	{
		id: 45,
		tried: 'a second handshake',
		proofs: [[webhooks, 'what is not from the board is refused, and never with an error of ours']],
	},
	{
		id: 46,
		tried: 'a signed delivery a thousand times',
		proofs: [[webhooks, 'a burst of a thousand deliveries is a few polls']],
	},
	{
		id: 47,
		tried: 'a delivery signed with another project’s secret',
		proofs: [
			[webhooks, 'what is not from the board is refused, and never with an error of ours'],
			[webhooks, 'two projects share the port'],
		],
	},
	{
		id: 48,
		tried: 'addresses that lead to this machine or a private network',
		proofs: [
			[egress, 'a listed name that leads to this machine or a private network is refused'],
			[egress, 'only addresses of the public Internet are public'],
			[boardUrl, 'attack 48: a token goes to a board’s address alone'],
			[boardUrl, 'attack 48: a name of elsewhere does not lead to this machine'],
			[boardUrl, 'what was looked up is what is connected to'],
			// Three of them, one for each kind of redirect.
			['packages/syncer/test/asana/board-address.test.ts', 'sends the token nowhere else'],
			['packages/board/test/webhooks.test.ts', 'attack 48: a webhook cannot be sent where no receiver is'],
		],
	},
];
