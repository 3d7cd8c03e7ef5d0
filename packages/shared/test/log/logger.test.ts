import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'ava';
import { createLogger } from '../../src/log.ts';
import { makeTempDir } from '../helpers/temp-dir.ts';

test('a line is JSON with its service and ids, and secrets stay out of it', (t) => {
	using folder = makeTempDir();
	const file = join(folder.path, 'deep', 'x.log');
	const log = createLogger('worker', { file, bindings: { workerId: 'w' } }).child({ runId: 'r' });

	log.info(
		{ token: 's3cret', config: { password: 's3cret', env: { ANTHROPIC_API_KEY: 's3cret' } } },
		'run started',
	);
	log.debug('too quiet to be heard');

	const text = readFileSync(file, 'utf8');
	t.false(text.includes('s3cret'));
	t.like(JSON.parse(text), {
		level: 'info',
		service: 'worker',
		workerId: 'w',
		runId: 'r',
		msg: 'run started',
	});
	t.false(Number.isNaN(Date.parse((JSON.parse(text) as { time: string }).time)));
});
