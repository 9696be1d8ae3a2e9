/** What the import flame graph's panel has on its page below the heading. */

export const flameBody = `<p id="summary"></p>
<form id="tools" role="search" aria-label="Modules">
<label>Find module <input id="find" type="search" autocomplete="off" spellcheck="false" aria-describedby="found"></label>
<button id="copy" type="button">Copy as Text</button>
<label id="process-choice" hidden>Process <select id="process"></select></label>
<span id="found" role="status"></span>
</form>
<ul id="legend" class="legend" aria-label="Legend"></ul>
<div id="about">
<nav aria-label="Zoom"><ol id="path"></ol></nav>
<section aria-label="Import">
<p id="facts"></p>
<p id="use"></p>
<p><span id="statement-label"></span> <button id="statement" class="link" type="button" hidden></button></p>
</section>
</div>
<div id="chart" role="tree" aria-label="Imports as they happened" aria-describedby="keys"><canvas id="boxes" aria-hidden="true"></canvas></div>
<p id="deeper" class="hint" hidden></p>
<p id="keys" class="hint">Arrow keys: the import above, the first one below, those beside. Enter or a click zooms in, Escape out. Ctrl+Enter or a double click goes to the import statement. / finds a module.</p>
<details>
<summary>The imports as a table</summary>
<div class="scroll" tabindex="0" role="region" aria-label="The imports as a table">
<table>
<thead><tr><th scope="col">Import</th><th scope="col">Level</th><th scope="col">Total</th><th scope="col">Own</th><th scope="col">Memory</th><th scope="col">Use</th><th scope="col">Statement</th></tr></thead>
<tbody id="rows"></tbody>
</table>
</div>
<p id="rest" class="hint"></p>
</details>`;
