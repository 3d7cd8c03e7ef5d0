/** The program the demo's cards are about: a small till. One of its tests fails, as the first card says. */
export const programFiles: Readonly<Record<string, string>> = {
	'package.json': `${JSON.stringify(
		{
			name: 'till',
			version: '1.0.0',
			private: true,
			description: 'Adds up a basket',
			type: 'module',
			scripts: { test: 'node --test' },
		},
		null,
		2,
	)}\n`,
	'README.md':
		'# till\n\nAdds up a basket: `node src/main.js apple 0.50 3 bread 2.20 1`\n\nTests: `node --test`\n',
	'aegis_config.json': `${JSON.stringify(
		{ remote: 'origin', test_command: 'node --test', poll_interval_seconds: 0.5 },
		null,
		2,
	)}\n`,
	'src/basket.js': `/** Adds up a basket of {name, cents, quantity}. */
export function totalCents(items) {
	return items.reduce((sum, item) => sum + item.cents, 0);
}
`,
	'src/price.js': `/** '2.20' is 220 cents. */
export function parsePrice(text) {
	return Math.round(Number(text) * 100);
}

export function formatPrice(cents) {
	return (cents / 100).toFixed(2);
}
`,
	'src/main.js': `import { totalCents } from './basket.js';
import { formatPrice, parsePrice } from './price.js';

const words = process.argv.slice(2);
const items = [];
while (words.length >= 3) {
	const [name, price, quantity] = words.splice(0, 3);
	items.push({ name, cents: parsePrice(price), quantity: Number(quantity) });
}
console.log(formatPrice(totalCents(items)));
`,
	'test/basket.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { totalCents } from '../src/basket.js';

test('an empty basket costs nothing', () => {
	assert.equal(totalCents([]), 0);
});

test('three apples cost three times one apple', () => {
	assert.equal(totalCents([{ name: 'apple', cents: 50, quantity: 3 }]), 150);
});
`,
	'test/price.test.js': `import assert from 'node:assert/strict';
import test from 'node:test';
import { formatPrice, parsePrice } from '../src/price.js';

test('prices are read and written in cents', () => {
	assert.equal(parsePrice('2.20'), 220);
	assert.equal(formatPrice(220), '2.20');
});
`,
};
