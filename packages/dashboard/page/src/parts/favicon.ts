/** Shows in the tab's icon how much needs somebody. */
export function showCount(count: number): void {
	const link = document.querySelector<HTMLLinkElement>('link[rel="icon"]');
	if (link === null) return;
	if (count === 0) {
		link.href = '/icon.svg';
		return;
	}
	const canvas = document.createElement('canvas');
	canvas.width = 32;
	canvas.height = 32;
	const draw = canvas.getContext('2d');
	if (draw === null) return;
	draw.fillStyle = '#c2410c';
	draw.beginPath();
	draw.arc(16, 16, 16, 0, 2 * Math.PI);
	draw.fill();
	draw.fillStyle = '#fff';
	draw.font = `bold ${count > 9 ? 18 : 22}px system-ui, sans-serif`;
	draw.textAlign = 'center';
	draw.textBaseline = 'middle';
	draw.fillText(count > 99 ? '99' : String(count), 16, 17);
	link.href = canvas.toDataURL();
}
