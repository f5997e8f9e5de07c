import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { EngineError } from '../../engine/base/engine-error.ts';
import type { EngineConfig } from '../../engine/settings/config.ts';
import { createCrashBudget } from '../../engine/protocol/crash-budget.ts';
import { removeRecordOf } from '../../engine/server/instance.ts';
import { askInTerminal } from './ask-in-terminal.ts';
import type { CommandIo } from '../command-line/command.ts';
import type { FromServedEngine, ToServedEngine } from './serve-link.ts';

/** For the engine to end in order; with the rest of the command that is less than three seconds. */
const STOP_DEADLINE_MS = 2_200;
const SECRET_BYTES = 32;
/** An engine that ends by itself with one of these was not asked to crash: it could not start, or was ended. */
const ORDERLY_EXIT_CODES: ReadonlySet<number> = new Set([0, 1, 2, 130]);

type Ending = 'in-order' | 'crashed';

/**
 * Runs the engine in a separate process and starts it again when it crashes: at the same port and with the
 * same tokens, so that open pages reconnect by themselves.
 * @param onReady called once, with a fresh URL of the HUD.
 * @throws EngineError that the engine could not start with, or 'internal' when it keeps crashing.
 */
export async function superviseEngine(
  config: EngineConfig,
  onReady: (hudUrl: string) => void,
  io: Pick<CommandIo, 'signal' | 'note'>,
): Promise<void> {
  const secret = randomBytes(SECRET_BYTES).toString('base64');
  const crashes = createCrashBudget({ nowMs: () => performance.now() });
  let { port } = config;
  let isFirst = true;
  for (;;) {
    const ending = await runEngine(
      { type: 'start', config: { ...config, port }, secret },
      (ready) => {
        port = ready.port;
        if (isFirst) onReady(ready.hudUrl);
        isFirst = false;
      },
      io,
    );
    if (ending === 'in-order' || io.signal.aborted) return;
    crashes.noteCrash();
    if (crashes.isSpent) {
      throw new EngineError(
        'internal',
        'The engine of Sotto keeps crashing.',
        'Start Sotto again; `npm run -s sotto -- doctor` looks for the cause.',
      );
    }
    io.note('The engine of Sotto stopped unexpectedly and is started again.');
  }
}

/** Settles once the process is gone. */
async function runEngine(
  start: Extract<ToServedEngine, { type: 'start' }>,
  onReady: (ready: Extract<FromServedEngine, { type: 'ready' }>) => void,
  { signal, note }: Pick<CommandIo, 'signal' | 'note'>,
): Promise<Ending> {
  if (signal.aborted) return 'in-order';
  const engine = fork(path.join(import.meta.dirname, 'serve-engine.ts'), [], {
    execArgv: [],
    stdio: ['ignore', 'inherit', 'inherit', 'ipc'],
  });
  let failure: EngineError | undefined;
  engine.on('message', (message: FromServedEngine) => {
    if (message.type === 'ready') onReady(message);
    if (message.type === 'confirm') {
      const { confirmIndex } = message;
      askInTerminal(message.question, note, signal).then(
        (isAllowed) => send(engine, { type: 'confirmed', confirmIndex, isAllowed }),
        () => send(engine, { type: 'confirmed', confirmIndex, isAllowed: false }),
      );
    }
    if (message.type === 'failed') failure = new EngineError(message.code, message.message, message.remedy);
  });
  // A second signal ends this process at once, and everything with it.
  const endAtOnce = (): void => {
    engine.kill('SIGKILL');
    if (engine.pid !== undefined) removeRecordOf(start.config.dataDir, engine.pid);
  };
  process.on('exit', endAtOnce);
  const stop = (): void => {
    send(engine, { type: 'stop' });
    setTimeout(endAtOnce, STOP_DEADLINE_MS).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  send(engine, start);
  const ending = await new Promise<Ending>((resolve) => {
    engine.once('error', () => resolve('crashed'));
    engine.once('exit', (code) =>
      resolve(code !== null && ORDERLY_EXIT_CODES.has(code) ? 'in-order' : 'crashed'),
    );
  });
  if (engine.pid !== undefined) removeRecordOf(start.config.dataDir, engine.pid);
  process.off('exit', endAtOnce);
  signal.removeEventListener('abort', stop);
  if (failure) throw failure;
  return ending;
}

function send(engine: ChildProcess, message: ToServedEngine): void {
  if (engine.connected) engine.send(message, () => undefined);
}
