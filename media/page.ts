/** An element that the page has. */
export function element(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (found === null) throw new Error(`the page has no element ${id}`);
  return found;
}

/** The page has something to show, under this heading. */
export function showFilled(heading: string): void {
  element('empty').hidden = true;
  element('filled').hidden = false;
  element('title').textContent = heading;
}

/** The page has nothing to show: why, and what helps ("": nothing). */
export function showEmpty(heading: string, message: string, action: string): void {
  element('filled').hidden = true;
  element('empty').hidden = false;
  element('title').textContent = heading;
  element('why').textContent = message;
  const button = element('act');
  button.textContent = action;
  button.hidden = action === '';
}

export function create<Name extends keyof HTMLElementTagNameMap>(
  name: Name,
  className: string,
  text = '',
): HTMLElementTagNameMap[Name] {
  const made = document.createElement(name);
  if (className !== '') made.className = className;
  made.textContent = text;
  return made;
}

/** A colour of the theme, resolved: a canvas knows no variables. */
export function themeColour(...names: readonly string[]): string {
  const style = getComputedStyle(document.documentElement);
  for (const name of names) {
    const value = style.getPropertyValue(`--vscode-${name}`).trim();
    if (value !== '') return value;
  }
  return getComputedStyle(document.body).color;
}
