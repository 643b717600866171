/** The styles of the components, put here by the build: a page with a strict policy allows no style elements. */
export const componentStyles: string[] = []
