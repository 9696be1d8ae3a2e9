/** The CPython versions whose lines can be told. */
export const supportedPython = { lowest: 8, highest: 13, text: 'CPython 3.8 to 3.13' } as const;
