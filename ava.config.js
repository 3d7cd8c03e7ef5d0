export default {
	extensions: ['ts'],
	files: ['packages/*/test/**/*.test.ts'],
	workerThreads: false,
	timeout: '4m',
};
