/** Something that must not be, and which promise it breaks. `card` is empty where it concerns no card. */
export interface Problem {
	readonly promise: 'P1' | 'P2' | 'P3' | 'P4' | 'P5' | 'P6' | 'P8' | 'comments';
	readonly card: string;
	readonly what: string;
}
