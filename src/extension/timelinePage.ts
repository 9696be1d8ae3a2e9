/** What the memory timeline panel has on its page below the heading. */

export const timelineBody = `<p id="summary"></p>
<ul class="legend">
<li><span class="key" aria-hidden="true"></span>Live memory (requested, not freed)</li>
<li><span class="key rss" aria-hidden="true"></span>RSS (what the system gave the process)</li>
<li id="pss-key" hidden><span class="key pss" aria-hidden="true"></span>PSS (the same, but what processes share is counted once)</li>
</ul>
<div id="slider" tabindex="0" role="slider" aria-label="Time of the run" aria-describedby="keys">
<div id="chart" aria-hidden="true"></div>
</div>
<p id="keys" class="hint">Move over the chart, or use the arrow keys, Home, End and P for the peak. Enter goes to the first line.</p>
<h2 id="lines-head">Lines that held memory</h2>
<ul id="lines" aria-labelledby="lines-head"></ul>
<p id="none" class="hint" hidden>No line of the shown files held memory then.</p>
<details>
<summary>The footprint as a table</summary>
<div class="scroll" tabindex="0" role="region" aria-label="The footprint as a table">
<table>
<thead><tr><th scope="col">Time</th><th scope="col">Live memory</th><th scope="col">RSS</th><th id="pss-head" scope="col" hidden>PSS</th></tr></thead>
<tbody id="points"></tbody>
</table>
</div>
</details>`;
