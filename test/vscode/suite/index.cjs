// Entry of the suite in the extension host: the same file for the web host (run.mjs) and for @vscode/test-electron
// (runElectron.mjs). VS Code calls `run`.

const { join } = require('node:path');

const Mocha = require('mocha');

exports.run = async function run() {
  const mocha = new Mocha({ ui: 'bdd', reporter: 'spec', color: false, timeout: 30_000 });
  mocha.addFile(join(__dirname, 'extension.suite.cjs'));
  mocha.addFile(join(__dirname, 'profileFile.suite.cjs'));
  mocha.addFile(join(__dirname, 'run.suite.cjs'));
  mocha.addFile(join(__dirname, 'lines.suite.cjs'));
  mocha.addFile(join(__dirname, 'sidebar.suite.cjs'));
  mocha.addFile(join(__dirname, 'memory.suite.cjs'));
  mocha.addFile(join(__dirname, 'imports.suite.cjs'));
  mocha.addFile(join(__dirname, 'importFixes.suite.cjs'));
  mocha.addFile(join(__dirname, 'readyAt.suite.cjs'));
  await mocha.loadFilesAsync();
  const { stats, failures } = await new Promise((done) => {
    const runner = mocha.run((count) => done({ stats: runner.stats, failures: count }));
  });
  console.log(`suite: ${stats.passes} passed, ${stats.failures} failed, ${stats.pending} skipped`);
  if (failures > 0) throw new Error(`${failures} failed`);
};
