/** The help sentence Asana attaches to each error it returns. */
const help =
	'For more information on API status codes and how to handle them, read the docs on errors: https://developers.asana.com/docs/errors';

/** A refusal with the status and the words Asana answers with. */
export class ApiError extends Error {
	readonly status: number;
	readonly extra: Readonly<Record<string, unknown>>;
	readonly headers: Readonly<Record<string, string>>;

	constructor(
		status: number,
		message: string,
		extra: Readonly<Record<string, unknown>> = {},
		headers: Readonly<Record<string, string>> = {},
	) {
		super(message);
		this.name = 'ApiError';
		this.status = status;
		this.extra = extra;
		this.headers = headers;
	}
}

/** Builds the body Asana sends with an error. */
export function errorBody(message: string, extra: Readonly<Record<string, unknown>> = {}): object {
	return { errors: [{ message, help }], ...extra };
}

export function badRequest(message: string): ApiError {
	return new ApiError(400, message);
}

export function missingInput(field: string): ApiError {
	return new ApiError(400, `${field}: Missing input`);
}

export function unknownObject(field: string, gid: string, status: 400 | 404): ApiError {
	return new ApiError(status, `${field}: Unknown object: ${gid}`);
}

export function notRecognized(field: string, value: string, status: 400 | 404 = 400): ApiError {
	return new ApiError(status, `${field}: Not a recognized ID: ${value}`);
}

export function cannotWrite(field: string): ApiError {
	return new ApiError(400, `${field}: Cannot write this property`);
}

export function forbidden(message: string): ApiError {
	return new ApiError(403, message);
}

export function paymentRequired(message: string): ApiError {
	return new ApiError(402, message);
}

export function notAuthorized(): ApiError {
	return new ApiError(401, 'Not Authorized');
}

export function noRoute(): ApiError {
	return new ApiError(404, 'No matching route for request');
}
