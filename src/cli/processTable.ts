/** The processes of a run as a tree. */
import { exitText } from '../base/exitText.ts';
import type { ProcessRowJson } from '../protocol/profileJson.ts';
import { processTree } from '../queries/processTree.ts';
import { faint } from './colour.ts';
import { formatCount, formatSeconds, printableSource } from './format.ts';
import { formatTable } from './table.ts';
import type { TextStyle } from './terminal.ts';

/** Lines without a line end: a row for each process below the one that started it, then the sums. */
export function formatProcesses(processes: readonly ProcessRowJson[], style: TextStyle): string[] {
  const tree = processTree(processes);
  const rows = tree.rows.map(({ process, depth, total_s: total }) => {
    const paint = process.python ? undefined : (text: string) => faint(style, text);
    const texts = [
      formatSeconds(process.cpu_s),
      total > process.cpu_s ? formatSeconds(total) : '',
      process.wall_s > 0 ? formatSeconds(process.wall_s) : '',
      exitText(process),
      process.python ? `Python ${process.version}` : '',
      process.count > 1 ? `×${process.count}` : String(process.pid),
      `${'  '.repeat(depth)}${commandText(process)}`,
    ];
    return texts.map((text) => ({ text, ...(paint !== undefined && { paint }) }));
  });
  const table = formatTable(
    [
      { title: 'CPU', align: 'right' },
      { title: 'with started', align: 'right' },
      { title: 'elapsed', align: 'right' },
      { title: 'ended', align: 'left' },
      { title: '', align: 'left' },
      { title: 'process', align: 'right' },
      { title: 'command', align: 'left', cut: 'end' },
    ],
    rows,
    style,
  );
  return [...table, '', sums(tree)];
}

/** One line, whatever a program was given as an argument; where the program lies is said by the JSON. */
function commandText({ command, interpreter }: ProcessRowJson): string {
  const [program = interpreter, ...words] = command;
  const text = [program.slice(program.lastIndexOf('/') + 1), ...words].join(' ');
  return text === '' ? '(unknown)' : printableSource(text.replaceAll(/\s*\n\s*/g, ' '));
}

function sums(tree: ReturnType<typeof processTree>): string {
  const python = `${formatCount(tree.n_python, 'Python process', 'Python processes')}: ${formatSeconds(tree.python_cpu_s)} CPU`;
  if (tree.n_programs === 0) return `${python}.`;
  const others = `${formatCount(tree.n_programs, 'other program')}: ${formatSeconds(tree.programs_cpu_s)}`;
  return `${python}. ${others}. Together ${formatSeconds(tree.cpu_s)}.`;
}
