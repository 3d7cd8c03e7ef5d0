/** The words of the domain: cards, runs, reasons, intents. Pure; every package may import it. */
export * from './domain/agents.ts';
export * from './domain/sections.ts';
export * from './domain/fields.ts';
export * from './domain/card.ts';
export * from './domain/comment.ts';
export * from './domain/intent.ts';
export * from './domain/run.ts';
export * from './domain/reason.ts';
export * from './domain/money.ts';
export * from './domain/tool-variables.ts';
export * from './domain/operator.ts';
