import test from 'ava';
import type { BoardComment } from '@aegis/shared/domain';
import { Site } from './helpers/site.ts';
import { World } from './helpers/world.ts';

const long = Array.from({ length: 4_000 }, (_, index) => `line ${index} of many & <many>`).join('\n');
const comment: BoardComment = {
	ref: 'run-7',
	runId: 'run-7',
	persona: 'Worker',
	headline: 'It is long.',
	facts: [['Cost', '$0.10']],
	body: long,
};

async function openCard(world: World): Promise<string> {
	const cardGid = await world.addCard('work');
	world.startSyncer({ AEGIS_PUBLIC_URL: 'https://aegis.example/x/' });
	await world.heard('card.observed', ({ card }) => card.gid === cardGid);
	return cardGid;
}

interface Attached {
	readonly gid: string;
	readonly name: string;
	readonly download_url: string;
}

function attachments({ person }: World, cardGid: string): Promise<Attached[]> {
	return person.call('GET', `/attachments?parent=${cardGid}&opt_fields=name,download_url`);
}

test('long output is a short comment and a file, each once, whatever answers get lost', async (t) => {
	await using site = await Site.open();
	await using world = await World.open(site);
	const cardGid = await openCard(world);
	await site.fault({ drop: true, method: 'POST', path: '/attachments' });
	await site.fault({ drop: true, method: 'POST', path: '/stories' });
	await site.fault({ status: 503, method: 'POST', path: '/attachments' });
	await world.apply({ cardGid, seq: 1, expectSection: 'Ready Queue', comment });
	const applied = await world.heard('card.applied');
	t.like(applied, { outcome: 'applied' });
	t.is(applied.detail, undefined);

	const [posted, ...others] = await world.person.comments(cardGid);
	t.deepEqual(others, []);
	t.true((posted?.length ?? 0) < 4_000);
	t.regex(posted ?? '', /the whole text is attached as aegis-run-7\.md\.\n.*run.*aegis:run-7$/s);
	const files = await attachments(world, cardGid);
	t.deepEqual(
		files.map(({ name }) => name),
		['aegis-run-7.md'],
	);
	const file = await (await fetch(files[0]?.download_url ?? '')).text();
	t.is(file, `# Worker: It is long.\n\n- Cost: $0.10\n\n${long}\n`);
	const rich = await world.person.call<{ html_text?: string }[]>(
		'GET',
		`/tasks/${cardGid}/stories?opt_fields=html_text`,
	);
	const links = rich.filter(({ html_text: html }) =>
		html?.includes('href="https://aegis.example/x/runs/run-7"'),
	);
	t.is(links.length, 1);
});

test('where no file is taken the comment says that it was cut, and a refused rich text is posted plainly', async (t) => {
	await using site = await Site.open();
	await using world = await World.open(site);
	const cardGid = await openCard(world);
	await site.fault({ status: 403, method: 'POST', path: '/attachments' });
	await site.fault({ status: 400, method: 'POST', path: '/stories' });
	await world.apply({ cardGid, seq: 1, expectSection: 'Ready Queue', comment });
	t.like(await world.heard('card.applied'), { outcome: 'applied' });
	const [posted, ...others] = await world.person.comments(cardGid);
	t.deepEqual(others, []);
	t.regex(posted ?? '', /cut here: \d+ more characters are in the run's transcript/);
	t.regex(posted ?? '', /\nRun: https:\/\/aegis\.example\/x\/runs\/run-7\naegis:run-7$/);
	t.deepEqual(await attachments(world, cardGid), []);
});

test('hostile text is shown and does nothing', async (t) => {
	await using site = await Site.open();
	await using world = await World.open(site);
	const { person } = world;
	const { gid: me } = await person.call<{ gid: string }>('GET', '/users/me');
	const cardGid = await openCard(world);
	const hostile = [
		'<script>alert(1)</script>',
		']]> <!-- <![CDATA[ &lt; &#0; &amp;amp;',
		`<a data-asana-gid="${me}"/> <a data-asana-type="user" data-asana-gid="${me}">@You</a>`,
		'</body></html><body>',
		'nul \u0000 bell \u0007 escape \u001B[31m del \u007F high \uD800 low \uDC00 \uFFFE end',
		'[x](javascript:alert(1)) [y](https://e.example/"onclick="z) **<b>** `</code>`',
		'```\n</code><img src=x>\n',
	].join('\n');
	const said = {
		...comment,
		headline: hostile,
		facts: [['<i>', hostile]] as [string, string][],
		body: hostile,
	};
	await world.apply({ cardGid, seq: 1, expectSection: 'Ready Queue', comment: said });
	const applied = await world.heard('card.applied');
	t.like(applied, { outcome: 'applied' });
	t.is(applied.detail, undefined);
	const stories = await person.call<{ type: string; text: string; html_text?: string }[]>(
		'GET',
		`/tasks/${cardGid}/stories?opt_fields=type,text,html_text`,
	);
	const [posted, ...others] = stories.filter(({ type }) => type === 'comment');
	t.deepEqual(others, []);
	// Rich text was taken at the first try: the plain one holds no tags of ours.
	t.regex(posted?.html_text ?? '', /<strong>Worker<\/strong>/);
	t.notRegex(posted?.html_text ?? '', /<(script|img|i|b|html)[ >]|<a[^>]*(data-asana|javascript|onclick)/i);
	t.true(posted?.text.includes('<script>alert(1)</script>'));
	t.true(posted?.text.includes(`data-asana-gid="${me}"`));
	t.notRegex(posted?.text ?? '', /[^\P{Cc}\n\r\t]|\uFFFE/u);
	t.regex(posted?.text ?? '', /aegis:run-7$/);
});
