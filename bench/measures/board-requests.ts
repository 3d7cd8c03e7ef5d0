import type { Row } from '../core/report.ts';
export async function measureBoardRequests(): Promise<Row[]> {
	return [];
}
