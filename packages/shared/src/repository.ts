/** What a repository holds, read as blobs of a commit and never from a working tree. */
export * from './repository/ask-git.ts';
export * from './repository/read-blobs.ts';
export * from './repository/base-commit.ts';
export * from './repository/obstacles.ts';
