// A file system with one Python file that is on no disk, as those of vscode.dev or a repository opened remotely.

const vscode = require('vscode');

const scheme = 'heatline-test';
const text = Buffer.from('print("on no disk")\n');

exports.activate = ({ subscriptions }) => {
  const changed = new vscode.EventEmitter();
  subscriptions.push(
    vscode.workspace.registerFileSystemProvider(
      scheme,
      {
        onDidChangeFile: changed.event,
        watch: () => ({ dispose() {} }),
        stat: () => ({ type: vscode.FileType.File, ctime: 0, mtime: 0, size: text.length }),
        readDirectory: () => [],
        readFile: () => text,
        createDirectory() {},
        writeFile() {},
        delete() {},
        rename() {},
      },
      { isReadonly: true },
    ),
    vscode.commands.registerCommand('virtualFiles.open', async () => {
      const document = await vscode.workspace.openTextDocument(vscode.Uri.parse(`${scheme}:/virtual.py`));
      await vscode.window.showTextDocument(document);
    }),
  );
};
