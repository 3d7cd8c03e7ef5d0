/** Loads a script of the page, which is plain JavaScript, under the type a test gives it. */
export async function loadPageModule<T>(path: string): Promise<T> {
	return (await import(new URL(`../../src/page/${path}`, import.meta.url).href)) as T;
}
