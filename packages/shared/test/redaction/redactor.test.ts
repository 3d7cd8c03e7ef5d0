import test from 'ava';
import * as fc from 'fast-check';
import { Redactor, RedactingStream, secretsOf } from '../../src/redaction.ts';

const value = 'sk-ant-api03-c4n/ary+7Q"x\\9Zp=LmN0';
const key = `-----BEGIN PRIVATE KEY-----
MIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcwggSjAgEAAoIBAQDcanary0123456
9rUq0mXf8yJpQ2wLkT5vNcE1hZsB7aGdKjUoVbXiYxRtMfWnSzP4lQeHgCu6Op3D
-----END PRIVATE KEY-----
`;
const redactor = new Redactor([
	{ name: 'TOKEN', value },
	{ name: 'KEY', value: key },
]);

/** What an output is searched for after an attack: each would give the secret away. */
function encodings(secret: string): string[] {
	const buffer = Buffer.from(secret);
	return [
		secret,
		buffer.toString('base64'),
		buffer.toString('base64url'),
		Buffer.from(`ab${secret}`).toString('base64'),
		Buffer.from(`"${secret}"`).toString('base64url'),
		buffer.toString('hex'),
		buffer.toString('hex').toUpperCase(),
		encodeURIComponent(secret),
		JSON.stringify(secret),
		JSON.stringify(JSON.stringify(secret)),
		Array.from(secret).toReversed().join(''),
		secret.slice(7),
		secret.slice(0, -7),
		secret.slice(3, -4),
	];
}

for (const [name, secret] of [
	['a token', value],
	['a private key', key],
] as const) {
	test(`${name} is taken out, however it is written`, (t) => {
		for (const [index, text] of encodings(secret).entries()) {
			const clean = redactor.redact(`before ${text} after`);
			t.regex(clean, /^before .*removed\].* after$/s, String(index));
			t.true(clean.length < 170, `${index}: ${clean}`);
			t.false(clean.includes(secret.slice(8, 24)));
		}
	});

	test(`${name} is taken out where lines are wrapped and indented`, (t) => {
		for (const text of encodings(secret)) {
			const wrapped = text.replaceAll(/(.{20})/g, '$1\n    ');
			t.regex(redactor.redact(`> ${wrapped}`), /^> .*removed\]/s);
			t.false(
				redactor.redact(wrapped).replaceAll(/\s/g, '').includes(text.replaceAll(/\s/g, '').slice(10, 30)),
			);
		}
	});
}

test('a line of a private key is taken out by itself', (t) => {
	const line = key.split('\n')[1] ?? '';
	t.is(redactor.redact(`+${line}`), '+[KEY removed]');
});

test('what is no secret stays as it is', (t) => {
	const text = 'sk-ant-api03 is how keys begin.\n\tMIIEvQIBADANBgkqhkiG9w0BAQEFAASCBKcw\n';
	t.is(redactor.redact(text), text);
	t.is(new Redactor([]).redact(value), value);
	t.is(new Redactor([{ name: 'SHORT', value: '1234567' }]).redact('1234567'), '1234567');
});

test('places are told, for what must be stopped', (t) => {
	const [finding] = redactor.find(`a\nb ${value}\n`);
	t.deepEqual(finding, { name: 'TOKEN', from: 4, to: 4 + value.length });
});

test('however a text is cut into pieces, no secret comes through', (t) => {
	const text = `${'x'.repeat(50)}${encodings(value).join('\n--\n')}\n${key}${'y'.repeat(50)}`;
	const whole = redactor.redact(text);
	fc.assert(
		fc.property(fc.array(fc.integer({ min: 1, max: 90 }), { minLength: 1, maxLength: 30 }), (sizes) => {
			const stream = new RedactingStream(redactor);
			let clean = '';
			for (let at = 0, turn = 0; at < text.length; turn += 1) {
				const size = sizes[turn % sizes.length] ?? 1;
				clean += stream.push(text.slice(at, at + size));
				at += size;
			}
			clean += stream.end();
			return clean === whole;
		}),
	);
	t.pass();
});

test('random secrets are found in random places', (t) => {
	const secret = fc.string({
		minLength: 26,
		maxLength: 80,
		unit: fc.constantFrom(...'abcXYZ019_-+/=.$&'.split('')),
	});
	fc.assert(
		fc.property(secret, fc.string(), fc.string(), (each, before, after) => {
			const own = new Redactor([{ name: 'S', value: each }]);
			return encodings(each.trim()).every(
				(text) => !own.redact(`${before} ${text} ${after}`).includes(each.slice(7, -7)),
			);
		}),
	);
	t.pass();
});

test('the secrets of an environment are what is named so, and passwords in addresses', (t) => {
	const env = {
		ASANA_ACCESS_TOKEN: 'a',
		ANTHROPIC_API_KEY: 'b',
		AWS_SECRET_ACCESS_KEY: 'c',
		REDIS_URL: 'redis://user:p%40ss@host:6379/0',
		DATABASE_URL: 'postgresql://host/db',
		PATH: '/usr/bin',
		ASANA_ACCESS_TOKEN_FILE: '/run/secrets/x',
		CLAUDE_CODE_MAX_OUTPUT_TOKENS: '32000',
		SSH_AUTH_SOCK: '/tmp/x',
		EMPTY_TOKEN: '',
	};
	t.deepEqual(
		secretsOf(env).map(({ name, value: each }) => `${name}=${each}`),
		[
			'ASANA_ACCESS_TOKEN=a',
			'ANTHROPIC_API_KEY=b',
			'AWS_SECRET_ACCESS_KEY=c',
			'password of REDIS_URL=p%40ss',
			'password of REDIS_URL=p@ss',
		],
	);
});
