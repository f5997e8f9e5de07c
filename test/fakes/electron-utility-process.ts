import { EventEmitter } from 'node:events';
import type * as Electron from 'electron';

/** What a fork gives; a test plays the process by emitting `message` and `exit`. */
export class FakeUtilityProcess extends EventEmitter {
  readonly modulePath: string;
  readonly parameters: readonly string[];
  readonly posted: unknown[] = [];
  readonly stderr = new EventEmitter();
  /** What the process would inherit. */
  environment: Electron.ForkOptions['env'] = {};
  pid: number | undefined;
  killCount = 0;

  constructor(modulePath: string, parameters: readonly string[]) {
    super();
    this.modulePath = modulePath;
    this.parameters = parameters;
  }

  postMessage(message: unknown): void {
    this.posted.push(message);
  }

  kill(): boolean {
    this.killCount += 1;
    queueMicrotask(() => this.emit('exit', 0));
    return true;
  }
}
