/** As in package.json; a test compares them. */
export const heatlineVersion = '0.1.0';
