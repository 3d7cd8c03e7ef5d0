/** Places in the services where tests may kill, stop or fail them; nothing happens there otherwise. */
export * from './failpoint/registry.ts';
export { armFailpoints, boundary, failpoint } from './failpoint/failpoint.ts';
export * from './failpoint/setting.ts';
