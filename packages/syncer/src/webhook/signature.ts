import { createHmac, timingSafeEqual } from 'node:crypto';

/** Whether `signature` (hex) is the HMAC-SHA256 of the raw body; never throws, and takes as long for any wrong one. */
export function isSignedWith(secret: string, body: Buffer, signature: string): boolean {
	const expected = createHmac('sha256', secret).update(body).digest();
	// Anything that is no hex of this length decodes to another length.
	const given = Buffer.from(signature, 'hex');
	return given.length === expected.length && signature.length === 2 * expected.length
		? timingSafeEqual(given, expected)
		: false;
}

/** Whether two texts are the same, without telling by its time how much of them is. */
export function isSameText(one: string, other: string): boolean {
	const [a, b] = [digest(one), digest(other)];
	return timingSafeEqual(a, b);
}

function digest(text: string): Buffer {
	return createHmac('sha256', 'compare').update(text).digest();
}
