// Which interpreter runs a program, in which environment and folder: each source after the other, as session.json and the
// program itself tell it. Two stand-ins for Python extensions are installed beside Heatline.

const assert = require('node:assert/strict');
const { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, symlinkSync, writeFileSync } = require('node:fs');
const { join } = require('node:path');

const vscode = require('vscode');

const home = process.env.HEATLINE_HOME;
const settings = () => vscode.workspace.getConfiguration('heatline');

let root;
let python;

/** The newest session's facts, after the program was run. */
async function profile(name = 'recorded.py') {
  await vscode.commands.executeCommand('heatline.profileFile', vscode.Uri.file(join(root, name)));
  return latest();
}

function latest() {
  return JSON.parse(readFileSync(join(home, readdirSync(home).sort().at(-1), 'session.json'), 'utf8'));
}

/** What the program wrote down about itself. */
function record(folder = root) {
  return JSON.parse(readFileSync(join(folder, 'record.json'), 'utf8'));
}

/** An interpreter that can be told from the others by its path. */
function link(...parts) {
  const path = join(root, ...parts);
  mkdirSync(join(path, '..'), { recursive: true });
  symlinkSync(python, path);
  return path;
}

function answer(name, value) {
  mkdirSync(join(root, '.stand-in'), { recursive: true });
  writeFileSync(join(root, '.stand-in', `${name}.json`), JSON.stringify(value));
}

async function setting(name, value) {
  await settings().update(name, value, vscode.ConfigurationTarget.Workspace);
}

describe('The interpreter', () => {
  before(async () => {
    root = vscode.workspace.workspaceFolders[0].uri.fsPath;
    mkdirSync(home, { recursive: true });
    cpSync(join(__dirname, '..', 'runs'), root, { recursive: true });
    python = (await profile()).interpreter;
  });

  beforeEach(() => rmSync(join(root, 'pythons'), { recursive: true, force: true }));

  afterEach(async () => {
    await setting('interpreter', undefined);
    for (const name of ['.stand-in', '.venv', 'venv', '.env', 'other.env', 'inner'])
      rmSync(join(root, name), { recursive: true, force: true });
  });

  it('is the setting, before the Python Environments extension, before the Python extension, before .venv, before venv', async () => {
    const paths = ['set', 'environments', 'extension'].map((name) => link('pythons', name, 'bin', 'python'));
    const [set, environments, extension] = paths;
    await setting('interpreter', '${workspaceFolder}/pythons/set/bin/python');
    answer('environments', { selected: { path: environments } });
    answer('python', { active: extension });
    const dotVenv = link('.venv', 'bin', 'python');
    const venv = link('venv', 'bin', 'python');
    const seen = [(await profile()).interpreter];
    await setting('interpreter', undefined);
    seen.push((await profile()).interpreter);
    answer('environments', {});
    seen.push((await profile()).interpreter);
    answer('python', {});
    seen.push((await profile()).interpreter);
    rmSync(join(root, '.venv'), { recursive: true });
    seen.push((await profile()).interpreter);
    assert.deepEqual(seen, [set, environments, extension, dotVenv, venv]);
  });

  it('is the one in the folder that the Python Environments extension names, and what an extension resolves to', async () => {
    const inFolder = link('pythons', 'env', 'bin', 'python');
    answer('environments', { selected: { folder: join(root, 'pythons', 'env') } });
    assert.equal((await profile()).interpreter, inFolder);
    const resolved = link('pythons', 'resolved', 'bin', 'python');
    answer('environments', { fails: true });
    answer('python', { active: join(root, 'pythons'), executable: resolved });
    assert.equal((await profile()).interpreter, resolved);
  });

  it('is the one of the .venv that is nearest to the program', async () => {
    link('.venv', 'bin', 'python');
    const near = link('inner', '.venv', 'bin', 'python');
    cpSync(join(root, 'recorded.py'), join(root, 'inner', 'recorded.py'));
    assert.equal((await profile('inner/recorded.py')).interpreter, near);
  });

  it('is that of VIRTUAL_ENV, CONDA_PREFIX or PATH, in this order, when nothing else is there', async () => {
    const names = ['VIRTUAL_ENV', 'CONDA_PREFIX', 'PATH'];
    const kept = names.map((name) => [name, process.env[name]]);
    const [virtual, conda, path] = names.map((name) => link('pythons', name, 'bin', 'python'));
    link('pythons', 'PATH', 'bin', 'python3');
    try {
      process.env.VIRTUAL_ENV = join(root, 'pythons', 'VIRTUAL_ENV');
      process.env.CONDA_PREFIX = join(root, 'pythons', 'CONDA_PREFIX');
      process.env.PATH = `${join(path, '..')}:${process.env.PATH}`;
      assert.equal((await profile()).interpreter, virtual);
      delete process.env.VIRTUAL_ENV;
      assert.equal((await profile()).interpreter, conda);
      delete process.env.CONDA_PREFIX;
      assert.equal((await profile()).interpreter, `${path}3`);
    } finally {
      for (const [name, value] of kept) {
        if (value === undefined) delete process.env[name];
        else process.env[name] = value;
      }
    }
  });
});

describe("The program's environment", () => {
  before(() => {
    root = vscode.workspace.workspaceFolders[0].uri.fsPath;
  });

  afterEach(async () => {
    await setting('envFile', undefined);
    for (const name of ['.stand-in', '.venv', '.env', 'other.env', 'activate.sh'])
      rmSync(join(root, name), { recursive: true, force: true });
  });

  it("has nothing of VS Code's or ours", async () => {
    await profile();
    const names = Object.keys(record().environment);
    const foreign = names.filter((name) =>
      /^(VSCODE_|ELECTRON_|HEATLINE_(?!HOME))|^NODE_OPTIONS$|^LD_PRELOAD$/.test(name),
    );
    assert.deepEqual(foreign, []);
    assert.equal(record().environment.TERM, 'xterm-256color');
  });

  it('has the variables of .env, or of the file that is set', async () => {
    writeFileSync(
      join(root, '.env'),
      'export GREETING="hello ${NAME:-you}" # why\nNODE_OPTIONS=--inspect-brk\nnot a line\n',
    );
    await profile();
    assert.equal(record().environment.GREETING, 'hello you');
    // It is the program's, and does nothing to what runs the program.
    assert.equal(record().environment.NODE_OPTIONS, '--inspect-brk');
    writeFileSync(join(root, 'other.env'), "GREETING='${file}'\n");
    await setting('envFile', 'other.env');
    await profile();
    assert.equal(record().environment.GREETING, '${file}');
    await setting('envFile', '');
    await profile();
    assert.equal(record().environment.GREETING, undefined);
  });

  it('has the variables that the Python extensions add, under those of the file', async () => {
    answer('python', { variables: { ADDED: 'by python', BOTH: 'python' } });
    answer('environments', { variables: { ADDED: 'by environments', BOTH: 'environments' } });
    writeFileSync(join(root, '.env'), 'BOTH=file of ${ADDED}\n');
    await profile();
    assert.equal(record().environment.ADDED, 'by environments');
    assert.equal(record().environment.BOTH, 'file of by environments');
  });

  it('is that of the activated environment', async () => {
    link('.venv', 'bin', 'python');
    writeFileSync(join(root, '.venv', 'pyvenv.cfg'), 'home = /usr/bin\nversion = 3.11.2\n');
    await profile();
    assert.equal(record().environment.VIRTUAL_ENV, join(root, '.venv'));
    assert.ok(record().environment.PATH.startsWith(`${join(root, '.venv', 'bin')}:`), record().environment.PATH);
    const script = join(root, 'activate.sh');
    writeFileSync(script, `export ACTIVATED="by $1"\nexport PATH="/activated:$PATH"\n`);
    const bash = [{ executable: 'source', args: [script, 'a script'] }];
    answer('environments', { selected: { path: join(root, '.venv', 'bin', 'python'), bash } });
    await profile();
    assert.equal(record().environment.ACTIVATED, 'by a script');
    assert.ok(record().environment.PATH.startsWith('/activated:'), record().environment.PATH);
  });
});

describe('The last run', () => {
  it('is run again by its command, without a file in the editor', async () => {
    await profile();
    const before = readdirSync(home).length;
    await vscode.commands.executeCommand('workbench.action.closeAllEditors');
    await vscode.commands.executeCommand('heatline.profileAgain');
    assert.equal(readdirSync(home).length, before + 1);
    assert.equal(latest().script, join(root, 'recorded.py'));
    assert.equal(vscode.window.activeTextEditor, undefined);
  });
});

describe('A task of the type heatline', () => {
  it('runs what tasks.json says, with its variables and arguments', async () => {
    const file = join(root, '.vscode', 'tasks.json');
    const task = { label: 'slow', type: 'heatline', file: '${workspaceFolder}/recorded.py', args: ['a b', '-x'] };
    mkdirSync(join(root, '.vscode'), { recursive: true });
    writeFileSync(file, JSON.stringify({ version: '2.0.0', tasks: [task] }));
    const before = readdirSync(home).length;
    let found;
    for (let left = 50; left > 0 && found === undefined; left -= 1) {
      found = (await vscode.tasks.fetchTasks()).find(({ name }) => name === 'slow');
    }
    assert.ok(found, 'the task is not listed');
    const ended = new Promise((done) => {
      const listening = vscode.tasks.onDidEndTask(({ execution }) => {
        if (execution.task.name !== 'slow') return;
        listening.dispose();
        done(undefined);
      });
    });
    await vscode.tasks.executeTask(found);
    await ended;
    rmSync(file);
    assert.equal(readdirSync(home).length, before + 1);
    assert.deepEqual(record().arguments, ['a b', '-x']);
  });
});
