/** What takes longest begins first, so that the end of a run does not wait for one file alone. */
const isLong = (file) => /simulation\/test\/seeds|\/e2e\//.test(file);

export default {
	extensions: ['ts'],
	files: ['packages/*/test/**/*.test.ts'],
	workerThreads: false,
	timeout: '4m',
	sortTestFiles: (a, b) => Number(isLong(b)) - Number(isLong(a)) || a.localeCompare(b),
};
