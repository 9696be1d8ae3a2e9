/** The frame of a panel's page, with its heading and what it says when there is nothing to show. Nothing but our own script and styles is loaded, and nothing is fetched. */

export interface PanelPageParts {
  /** Where the webview's own resources come from. */
  readonly source: string;
  readonly nonce: string;
  readonly script: string;
  readonly styles: string;
  readonly title: string;
  /** The page's own heading while there is nothing to show. */
  readonly heading: string;
  /** What stands below it when there is something: HTML without anything of a session in it, which the page's script puts in as text. */
  readonly body: string;
}

export function panelPage({ source, nonce, script, styles, title, heading, body }: PanelPageParts): string {
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
<h1 id="title">${heading}</h1>
<section id="empty" aria-labelledby="title" hidden>
<p id="why" role="status"></p>
<button id="act" type="button" hidden></button>
</section>
<div id="filled" hidden>
${body}
</div>
</main>
<script nonce="${nonce}" src="${script}"></script>
</body>
</html>`;
}
