/** Which addresses may be connected to. */
export * from './network/public-address.ts';
export * from './network/board-url.ts';
