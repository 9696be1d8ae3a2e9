/** Parts of hovers that are safe whatever is in a name, and links of our own. */

/** The link runs our own command, which only opens a file at a line. @param text Markdown @param path here; without a link where it is in no file */
export function openLineLink(text: string, path: string, line: number): string {
  return path.startsWith('/') ? `[${text}](command:heatline.openLine?${commandArguments([path, line])})` : text;
}

/** Arguments of a command in a link: `encodeURIComponent` leaves parentheses, and Markdown would end the link there. */
export function commandArguments(values: readonly unknown[]): string {
  return encodeURIComponent(JSON.stringify(values)).replaceAll(/[()]/g, (sign) => (sign === '(' ? '%28' : '%29'));
}

/** Names come from foreign files: they must not be able to end the code span. */
export function code(name: string): string {
  return `\`${name.replaceAll(/[`\r\n]/g, ' ')}\``;
}
