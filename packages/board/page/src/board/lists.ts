/** How to bring a card of a column into sight, by the column's gid: only cards in sight are in the page. */
export const columnLists = new Map<string, (index: number) => void>();
