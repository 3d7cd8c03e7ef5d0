/** Configuration: the home, the environment, a repository's settings, the tracked projects. */
export * from './config/home.ts';
export { ownEnvironment, withSecretFiles } from './config/handed-environment.ts';
export * from './config/env.ts';
export * from './config/read-json.ts';
export * from './config/project-config.ts';
export * from './config/projects.ts';
export * from './config/settle-settings.ts';
export * from './config/trusted.ts';
export * from './config/read-settings.ts';
export * from './config/settings-cache.ts';
export * from './config/portfolio.ts';
export * from './config/board-address.ts';
