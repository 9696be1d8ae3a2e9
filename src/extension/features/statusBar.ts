/**
 * Heatline's one item in the status bar. While a program is profiled: how it goes, a click shows its terminal. While a session is
 * shown: how long it took, a click goes to the hot lines. Else, for a Python file: the interpreter that would run it, a click
 * chooses another. In each, the tooltip names the interpreter and leads to the choice.
 */

import * as vscode from 'vscode';

import type { SessionSummary } from '../../protocol/heat.ts';
import type { HeatlineContext } from '../context.ts';
import type { CaptureProgress } from '../currentCapture.ts';
import { formatClock, formatCount, formatProgress, formatSeconds } from '../format.ts';
import { chooseInterpreter, pythonSources } from '../interpreter.ts';
import type { FoundPython } from '../pythonSource.ts';
import { placeOfFile } from '../runPlace.ts';

/** What the item shows; `undefined` hides it. */
interface Look {
  readonly text: string;
  readonly tooltip: string;
  readonly command: string;
  /** For those who hear it. */
  readonly label: string;
}

export function activate(ctx: HeatlineContext): void {
  const item = vscode.window.createStatusBarItem('heatline.session', vscode.StatusBarAlignment.Left);
  item.name = 'Heatline';
  const idle = createIdleLook(ctx, show);
  ctx.subscriptions.push(item, ctx.capture.onDidChange(show), ctx.shown.onDidChange(show));
  show();

  function show(): void {
    const { progress } = ctx.capture;
    const session = ctx.shown.current;
    const look = progress !== undefined ? runningLook(progress) : session ? sessionLook(session) : idle();
    if (look === undefined) {
      item.hide();
      return;
    }
    item.text = look.text;
    item.tooltip = trustedMarkdown(look.tooltip);
    item.command = look.command;
    item.accessibilityInformation = { label: look.label };
    item.show();
  }
}

function runningLook(progress: CaptureProgress): Look {
  const { name, state } = progress;
  const texts = {
    starting: `Profiling ${name}`,
    running: formatProgress(progress),
    stopping: `Stopping ${name} · ${formatClock(progress.elapsed_s)}`,
  };
  return {
    text: `$(loading~spin) ${texts[state]}`,
    tooltip: `Profiling ${escape(name)}\n\n[Stop profiling](command:heatline.stop) · [Show the terminal](command:workbench.action.terminal.focus)`,
    command: 'workbench.action.terminal.focus',
    label: `Heatline: ${state === 'running' ? `profiling ${name}, ${texts.running}` : texts[state]}`,
  };
}

function sessionLook(session: SessionSummary): Look {
  const python = session.pythonVersion === '' ? '' : ` (Python ${session.pythonVersion})`;
  const facts = [
    `**${escape(session.program)}**`,
    `${escape(session.interpreter)}${python} · [Choose another](command:heatline.chooseInterpreter)`,
    `${formatSeconds(session.wall_s)} elapsed, ${formatSeconds(session.cpu_s)} CPU, ${formatCount(session.samples, 'sample')} at ${session.rate_hz} Hz`,
    `100 % is ${formatSeconds(session.basis_s)}: ${session.basisWords}`,
    `${formatSeconds(session.scheduled_out_s)} went by while other programs had the processor`,
  ];
  return {
    text: `$(flame) ${formatSeconds(session.wall_s)}`,
    tooltip: facts.join('\n\n'),
    command: 'heatline.hotLines.focus',
    label: `Heatline: profile of ${session.program}`,
  };
}

/** Which interpreter would run the active Python file. It is asked for anew when something it depends on has changed. */
function createIdleLook(ctx: HeatlineContext, changed: () => void): () => Look | undefined {
  let look: Look | undefined;
  let asked = 0;
  const listening: vscode.Disposable[] = [];
  ctx.subscriptions.push(
    vscode.window.onDidChangeActiveTextEditor(() => void refresh()),
    vscode.workspace.onDidGrantWorkspaceTrust(() => void refresh()),
    ctx.config.onDidChange(() => void refresh()),
    { dispose: () => letGo(listening) },
  );
  void refresh();

  async function refresh(): Promise<void> {
    asked += 1;
    const question = asked;
    const found = await findIdleLook(ctx);
    // Another question was asked meanwhile.
    if (question !== asked) return;
    // The other extensions are up by now, if they are there.
    letGo(listening);
    listening.push(...pythonSources(ctx.log).map((source) => source.onDidChange(() => void refresh())));
    look = found;
    changed();
  }
  return () => look;
}

function letGo(listening: vscode.Disposable[]): void {
  for (const part of listening.splice(0)) part.dispose();
}

async function findIdleLook(ctx: HeatlineContext): Promise<Look | undefined> {
  const document = vscode.window.activeTextEditor?.document;
  if (document?.languageId !== 'python' || document.uri.scheme !== 'file') return undefined;
  try {
    return interpreterLook(await chooseInterpreter(ctx, placeOfFile(document.uri.fsPath)));
  } catch {
    // A run says why; here it is enough that there is a choice to make.
    return {
      text: '$(flame) No Python',
      tooltip: 'Heatline finds no interpreter to run this file with. A click chooses one.',
      command: 'heatline.chooseInterpreter',
      label: 'Heatline: no interpreter, choose one',
    };
  }
}

function interpreterLook({ path, origin, version }: FoundPython): Look {
  const name = version === undefined ? 'Python' : `Python ${version}`;
  return {
    text: `$(flame) ${name}`,
    tooltip: `Heatline profiles with ${escape(path)} (${escape(origin)}).\n\nA click chooses another.`,
    command: 'heatline.chooseInterpreter',
    label: `Heatline: ${name}, choose an interpreter`,
  };
}

function trustedMarkdown(text: string): vscode.MarkdownString {
  const markdown = new vscode.MarkdownString(text);
  markdown.isTrusted = {
    enabledCommands: ['heatline.chooseInterpreter', 'heatline.stop', 'workbench.action.terminal.focus'],
  };
  return markdown;
}

/** So that a path stays one in Markdown. */
function escape(text: string): string {
  return text.replaceAll(/[\\`*_{}[\]()#+\-!|<>~]/g, String.raw`\$&`);
}
