/** What tests of other packages need: the contract of a master's store. */
export { testMasterStore, type OpenMasterStore } from './contracts/master-store.ts';
