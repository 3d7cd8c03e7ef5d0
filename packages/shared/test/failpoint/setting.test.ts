import test from 'ava';
import { failpointSettingFor, parseFailpointSetting } from '../../src/failpoint.ts';

test('a failpoint, what it is about, its action and how often', (t) => {
	t.deepEqual(parseFailpointSetting('worker.after-push:kill'), {
		kind: 'once',
		name: 'worker.after-push',
		about: null,
		action: 'kill',
		times: 1,
	});
	t.like(parseFailpointSetting('master.before-commit(run.finished):pause:2'), {
		about: 'run.finished',
		action: 'pause',
		times: 2,
	});
	t.deepEqual(parseFailpointSetting('folder:/a/b'), { kind: 'folder', path: '/a/b' });
});

test('what is not known is refused with the names there are', (t) => {
	for (const text of [
		'worker.after-lunch:kill',
		'worker.after-push:explode',
		'worker.after-push',
		'folder:x',
	]) {
		const error = t.throws(() => parseFailpointSetting(text));
		t.like(error, { code: 'FAILPOINT_UNKNOWN', exitCode: 2 }, text);
	}
	t.regex(t.throws(() => parseFailpointSetting('nothing:kill')).message, /worker\.after-push/);
});

test('a service gets its own failpoints and a folder, and no other', (t) => {
	t.is(failpointSettingFor('worker', 'worker.after-push:kill'), 'worker.after-push:kill');
	t.is(failpointSettingFor('master', 'worker.after-push:kill'), null);
	t.is(failpointSettingFor('syncer', 'folder:/a'), 'folder:/a');
	t.is(failpointSettingFor('syncer', undefined), null);
});
