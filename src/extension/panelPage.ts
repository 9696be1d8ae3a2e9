/** The frame of a panel's page. Nothing but our own script and styles is loaded, and nothing is fetched. */

export interface PanelPageParts {
  /** Where the webview's own resources come from. */
  readonly source: string;
  readonly nonce: string;
  readonly script: string;
  readonly styles: string;
  readonly title: string;
  /** HTML without anything of a session in it: the page's script puts that in as text. */
  readonly body: string;
}

export function panelPage({ source, nonce, script, styles, title, body }: PanelPageParts): string {
  const policy = `default-src 'none'; style-src ${source}; script-src 'nonce-${nonce}'`;
  return `<!DOCTYPE html>
<html lang="en">
<head>
<meta charset="utf-8">
<meta http-equiv="Content-Security-Policy" content="${policy}">
<meta name="viewport" content="width=device-width, initial-scale=1">
<title>${title}</title>
<link rel="stylesheet" href="${styles}">
</head>
<body>
<main>
${body}
</main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
