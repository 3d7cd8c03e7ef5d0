import { stripInvisible } from '../prompt/clean-text.ts';

const subjectLimit = 72;

/** A commit message whose subject fits in 72 characters: what is too much goes on in the body. */
export function shapeCommitMessage(text: string): string {
	const [first = '', ...rest] = stripInvisible(text).trim().split('\n');
	const subject = first.trim();
	const body = rest.join('\n').trim();
	if (subject.length <= subjectLimit) return join(subject, body);
	const cut = subject.lastIndexOf(' ', subjectLimit - 1);
	const end = cut > subjectLimit / 2 ? cut : subjectLimit - 1;
	return join(`${subject.slice(0, end)}…`, join(`…${subject.slice(end).trim()}`, body));
}

function join(subject: string, body: string): string {
	return body === '' ? subject : `${subject}\n\n${body}`;
}
