import type { FastifyBaseLogger, FastifyInstance, RawServerDefault } from 'fastify';
import type { IncomingMessage, ServerResponse } from 'node:http';
import type { ZodTypeProvider } from 'fastify-type-provider-zod';
import type { MasterClient } from '@aegis/shared/api';
import type { Home } from '@aegis/shared/config';
import type { Keys } from '@aegis/shared/redis';

/** The API's own scope of the server: routes in it are checked by their zod schemas, which also describe them. */
export type ApiScope = FastifyInstance<
	RawServerDefault,
	IncomingMessage,
	ServerResponse,
	FastifyBaseLogger,
	ZodTypeProvider
>;

/** What the API's routes read and tell. */
export interface ApiContext {
	readonly master: MasterClient;
	readonly home: Home;
	readonly redis: { readonly redisUrl: string; readonly keys: Keys };
	/** In whose name orders are given. */
	readonly operator: string;
	/** Asks `aegis doctor`; null where there is no command line beside this service. */
	readonly examine: (() => Promise<unknown>) | null;
}
