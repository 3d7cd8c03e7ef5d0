/** The contracts of the syncer's ports, for whoever has another implementation of one. */
export { testProjectFacts, type OpenedFacts } from './contracts/project-facts.ts';
