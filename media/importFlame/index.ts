/**
 * The import flame graph's page: boxes on a canvas, above them what is known of one box, below them the same as a table. The box that is
 * looked at is an item of a tree for the keyboard and for screen readers.
 */

import type { FromFlamePanel, ImportFlame, ToFlamePanel } from '../../src/protocol/importFlame.ts';
import { create, element, showEmpty, showFilled } from '../page.ts';
import { durationText } from '../texts.ts';
import { createChart, type Chart, type ChartState } from './chart.ts';
import '../page.css';
import './page.css';

declare function acquireVsCodeApi(): {
  postMessage(message: FromFlamePanel): void;
  getState(): unknown;
  setState(state: PageState): void;
};

/** What is there again after the panel was hidden; boxes count only where they still have these names. */
interface PageState extends ChartState {
  readonly pid: number;
  readonly names: string;
}

const vscode = acquireVsCodeApi();
let chart: Chart | undefined;
let shown: ImportFlame | undefined;

const find = input('find');
const choice = element('process');

element('act').addEventListener('click', () => vscode.postMessage({ kind: 'act' }));
element('copy').addEventListener('click', () => vscode.postMessage({ kind: 'copyText' }));
element('statement').addEventListener('click', () => chart?.openCurrent());
element('tools').addEventListener('submit', (event) => event.preventDefault());
find.addEventListener('input', search);
find.addEventListener('keydown', (event) => {
  if (event.key !== 'Enter') return;
  event.preventDefault();
  chart?.next();
});
choice.addEventListener('change', () => {
  if (choice instanceof HTMLSelectElement) vscode.postMessage({ kind: 'chooseProcess', pid: Number(choice.value) });
});
window.addEventListener('message', ({ data }: MessageEvent<ToFlamePanel>) => {
  if (data.kind === 'flame') showFlame(data.program, data.flame);
  else showNothing(data.message, data.action);
});
vscode.postMessage({ kind: 'ready', pid: remembered()?.pid ?? null });

function showFlame(program: string, flame: ImportFlame): void {
  shown = flame;
  showFilled(`Imports of ${program}`);
  element('summary').textContent = summary(flame);
  drawChoice(flame);
  chart?.destroy();
  chart = createChart(flame, startOf(flame), {
    moved: ({ zoomed, current }) => remember({ zoomed, current }),
    open: (box) => vscode.postMessage({ kind: 'openStatement', box }),
  });
  search();
}

function summary({ boxes, n_left_out }: ImportFlame): string {
  const count = boxes.length - 1 + n_left_out;
  const words = [
    `${count.toLocaleString('en')} ${count === 1 ? 'import' : 'imports'} took ${durationText(boxes[0]?.width_s ?? 0)}.`,
    'A box is as wide as its import took, with what was imported meanwhile below it, in the order in which they began.',
  ];
  if (boxes.some(({ phase }) => phase === 'start')) words.push('What was loaded before the program is here too.');
  if (n_left_out > 0) words.push(`The ${n_left_out.toLocaleString('en')} shortest have no box.`);
  return words.join(' ');
}

function drawChoice({ processes, pid }: ImportFlame): void {
  element('process-choice').hidden = processes.length < 2;
  const options = processes.map((process) => {
    const option = create('option', '', `${process.pid}: ${process.command} (${process.n_imports} imports)`);
    option.value = String(process.pid);
    option.selected = process.pid === pid;
    return option;
  });
  choice.replaceChildren(...options);
}

function showNothing(message: string, action: string): void {
  chart?.destroy();
  chart = undefined;
  shown = undefined;
  showEmpty('Imports', message, action);
}

function search(): void {
  const count = chart?.find(find.value);
  element('found').textContent = count === undefined ? '' : countText(count);
}

function countText(count: number): string {
  if (count === 0) return 'No module has this in its name.';
  return `${count.toLocaleString('en')} ${count === 1 ? 'import' : 'imports'}; Enter goes to the next`;
}

function remember({ zoomed, current }: ChartState): void {
  if (shown === undefined) return;
  const { pid, boxes } = shown;
  const nameAt = (box: number): string => boxes[box]?.module ?? '';
  vscode.setState({ pid, zoomed, current, names: `${nameAt(zoomed)} ${nameAt(current)}` });
}

function remembered(): PageState | undefined {
  const state = vscode.getState();
  if (typeof state !== 'object' || state === null) return undefined;
  if (!('pid' in state && 'zoomed' in state && 'current' in state && 'names' in state)) return undefined;
  const { pid, zoomed, current, names } = state;
  const areNumbers = typeof pid === 'number' && typeof zoomed === 'number' && typeof current === 'number';
  return areNumbers && typeof names === 'string' ? { pid, zoomed, current, names } : undefined;
}

function startOf({ pid, boxes }: ImportFlame): ChartState {
  const state = remembered();
  const whole = { zoomed: 0, current: 0 };
  if (state === undefined || state.pid !== pid) return whole;
  const { zoomed, current, names } = state;
  return `${boxes[zoomed]?.module} ${boxes[current]?.module}` === names ? { zoomed, current } : whole;
}

function input(id: string): HTMLInputElement {
  const found = element(id);
  if (!(found instanceof HTMLInputElement)) throw new Error(`${id} is no input`);
  return found;
}
