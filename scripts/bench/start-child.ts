import path from 'node:path';

/**
 * The program that `bench start` times: the engine as it is shipped, bundled, told to start as the Electron
 * shell tells it. It prints the engine's first message, which says that its socket is open.
 */

const build = path.resolve(import.meta.dirname, '..', '..', 'build');
Object.assign(process, {
  parentPort: {
    postMessage: (message: { readonly type: string }) => process.stdout.write(`${message.type}\n`),
    on: () => undefined,
  },
});
process.argv.push(
  `--assets-directory=${path.resolve(build, '..', 'assets')}`,
  `--static-directory=${path.join(build, 'renderer')}`,
  '--app-version=bench',
);
await import(path.join(build, 'engine', 'main.js'));
