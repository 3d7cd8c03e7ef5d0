export type { BoardFile } from './board-file.ts';
