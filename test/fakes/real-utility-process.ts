import { fork } from 'node:child_process';
import path from 'node:path';
import { FakeUtilityProcess } from './electron-utility-process.ts';

/** A utility process with a real Node process behind it: same events, same messages, same death. */
export class RealUtilityProcess extends FakeUtilityProcess {
  readonly #child;

  constructor(modulePath: string, parameters: readonly string[]) {
    super(modulePath, parameters);
    this.#child = fork(modulePath, [...parameters], {
      serialization: 'advanced',
      execArgv: [
        // As Electron has it.
        '--unhandled-rejections=warn-with-error-code',
        '--import',
        path.join(import.meta.dirname, 'parent-port.ts'),
      ],
      stdio: ['ignore', 'ignore', 'pipe', 'ipc'],
    });
    this.pid = this.#child.pid;
    this.#child.stderr?.on('data', (bytes: Buffer) => this.stderr.emit('data', bytes));
    this.#child.on('spawn', () => this.emit('spawn'));
    this.#child.on('message', (message) => this.emit('message', message));
    this.#child.on('exit', (exitCode) => this.emit('exit', exitCode ?? 137));
  }

  override postMessage(message: unknown): void {
    super.postMessage(message);
    if (this.#child.connected) this.#child.send(message as object, () => undefined);
  }

  override kill(): boolean {
    this.killCount += 1;
    return this.#child.kill();
  }
}
