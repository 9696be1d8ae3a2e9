/** What `--help` says. */

export const commandNames = ['run', 'show', 'imports', 'list', 'prune', 'export', 'doctor', 'verify'] as const;
export type CommandName = (typeof commandNames)[number];

export const overviewHelp = `heatline: where a Python program spends its time and memory, on its lines

  heatline run script.py [args…]     run a program and show its hot lines
  heatline show [SESSION]            show a session again (default: the latest)
  heatline imports [SESSION]         what imports cost, and whether they were needed
  heatline list                      list the sessions
  heatline export SESSION …          write a session for another tool
  heatline prune                     remove old sessions
  heatline doctor                    what works on this machine, and what does not
  heatline verify                    hold the measurements against programs that know the truth

"heatline COMMAND --help" says more. "heatline --version" prints the version.

Exit status: "run" ends as the program does, with its status or by its signal. A program that was not
started: 127 or 126, the interpreter is missing or can not be run; 66, the program is missing; 69,
nothing can be loaded into it; 73, the session folder can not be written; 70, 71, 72, 76 and 78, a
sentence says what. The others end with 0, 1 when something failed (a sentence says what), or 2 when
the command line was not understood.

Sessions are kept in $HEATLINE_HOME, else $XDG_STATE_HOME/heatline/sessions, else
~/.local/state/heatline/sessions: the newest 50, at most 1 GiB or
the disk budget that is set in the editor.
`;

export const helpTexts: Readonly<Record<CommandName, string>> = {
  run: `heatline run [options] (script.py | -m module | -c code) [args…]

Runs the program as Python would: same input, output, environment and exit status. The hot lines
come at the end on standard error. Everything after the program belongs to it. Python's own options
(-I, -X dev, -W error, …) may stand before it.

  --interpreter P    the Python to use (default: the active virtual environment, then python3 on PATH)
  --rate N           samples per second of CPU time and thread, 1 to 1000 (default 100)
  --cpu-only         time only: leaves the hooks for memory and copies out, which cost time even when idle
  --no-memory        without allocations and leaks
  --no-copies        without copies
  --no-imports       without what each import costs
  --ready-at F       initialisation ends where this function is first seen: function, Class.method or file.py:function
  --delay S          recording begins S seconds after the program did
  --duration S       and ends S seconds later, while the program goes on
  --until-signal N   it ends when heatline gets this signal (USR1, USR2 or HUP), which then doesn't reach the program
  --memory-interval B  mean bytes between two allocation samples (default: found while the program runs)
  --scope S          "all", or folders separated by ":", whose lines are shown (default: the project)
  --output DIR       the session's own folder (default: a new one with the other sessions)
  --json F           also write the profile as JSON; "-" is standard output
  --env-file-null F  the program's environment, NAME=value separated by NUL
  --quiet            show nothing at the end

Time on a line is charged to the innermost frame in scope: "python" is the line's own, "library" is
Python outside the scope called from it, "native" is C code, "kernel" is system calls, "wait" is
waiting. A file named "cancel" in the session's folder asks the program to end.
`,
  show: `heatline show [SESSION] [options]

SESSION is a session or a name from "heatline list", a part of one (the latest that fits), or a folder
(default: the latest).

  --by line|function|file    what the rows are (default line)
  --by memory|copies|leaks   lines by what they held at the peak, by what they copied, and those that may leak
  --by await                 lines by what tasks of asyncio awaited there while their loop rested
  --stalls                   the longest times that an event loop did not rest, and the line that kept it
  --top N                    how many rows (default 20)
  --source                   whole functions' worth of context around the lines
  --basis elapsed|cpu|wait   what 100 % is (default elapsed: main thread's elapsed + others' CPU time)
  --thread TID               one thread only; PID:TID where ids repeat
  --process PID              one process only
  --threads                  the account of every thread
  --processes                every process, also those that are no Python, below the one that started it
  --scope S                  "all", or files and folders separated by ":"
  --json F                   write the profile as JSON; "-" is standard output
`,
  imports: `heatline imports [SESSION] [options]

What loading each library cost while the program initialised: its modules' own time, the time with
what it imported from elsewhere, the part in native code, resident memory, and how much of the CPU
time afterwards was spent at or below its code. "not seen" is what no sample of any kind met. Then the
import statements that cost much and bring little. SESSION is as for "heatline show".

  --top N        how many libraries and statements (default 15), or rows with --contexts (default 60)
  --json         everything, as JSON on standard output
  --contexts     who of the program's code uses which library: a tree from each entry point down to where a
                 library is entered, what of it is reached, and which of the program's functions it calls
                 back. Shares are of the CPU time after the imports; small rows are folded, never dropped
  --library L    with --contexts: only what is at or below the code of the library L
  --against S    compare with the earlier session S, or with several (the option may stand again): what
                 libraries cost and how much they are used, before and now; which statements no longer
                 stand out, which newly do; and whether the program still does the same after its
                 imports. Differences within the noise are not claimed
  --fix          move imports of the program's own files that stand out to where they are used, where
                 that is safe; says why the others stay
  --dry-run      with --fix: only show the changes
  --verify       start the program before and after the change, in turns, on copies of the project, and run
                 the project's tests (pytest, else unittest) in both; with --fix the change is kept only
                 when the program still writes and ends the same and no test that passed fails. Imports
                 at the start and the whole run are told apart: a cost may only move to first use
  --runs N       how many pairs of starts (default 20)
  --drop-caches  with --verify, as root: empty the page cache before each start
  --tests C      with --verify: the shell command that runs the tests, in the copy's folder
  --no-tests     with --verify: leave the tests out
  --test-limit N seconds that one run of the tests may take (default 300)
`,
  list: `heatline list [--json]

The sessions, newest first: when, its name if it was given one, how long, how it ended, how big, what ran.
`,
  prune: `heatline prune [--keep N] [--all] [--json]

Removes the oldest sessions beyond 50 (or N) or beyond 1 GiB (or the disk budget set in the editor),
and what killed runs left on tmpfs. A running session is never removed, and never the newest; --all
removes every other one.
`,
  export: `heatline export SESSION --format FORMAT -o FILE

  --format speedscope | pprof | collapsed | firefox | scalene
  -o, --output FILE          "-" is standard output
  --basis elapsed|cpu|wait   as for "show"
  --thread TID               one thread only
  --process PID              one process only
  --scope S                  as for "show"
`,
  doctor: `heatline doctor [--interpreter P] [--json]

Tries what recording needs on this machine: the recorder object, tmpfs, CPU timers, the session
folder, and every interpreter found. Ends with 1 when something needed does not work.
`,
  verify: `heatline verify [--interpreter P] [--quick] [--only MEASURES] [--json]

Runs programs that know what each of their lines and functions did, because they read the clocks
themselves or because it follows from how they are made, and holds against them what Heatline says:
CPU time of lines and functions, Python and native code, waiting, sums, how many of the 95 % intervals
contain the truth, stacks that can't exist, time without a stack, memory, copies; and what recording
costs. Each with what it was held against and how far off it is. Takes about two minutes.

  --interpreter P    the Python to check (default: the active virtual environment, then python3 on PATH)
  --quick            half a minute: fewer and shorter runs, so that smaller faults can hide in chance
  --only MEASURES    some of shares,split,waiting,sums,intervals,stacks,missed,memory,copies,overhead
  --json             all figures, as JSON on standard output

Ends with 1 when something is off: further than what is promised and four standard deviations of
chance. "?" marks what is too noisy to tell; it is no failure.
`,
};
