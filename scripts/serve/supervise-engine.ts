import { fork, type ChildProcess } from 'node:child_process';
import { randomBytes } from 'node:crypto';
import path from 'node:path';
import { EngineError } from '../../engine/base/engine-error.ts';
import type { EngineConfig } from '../../engine/settings/config.ts';
import { superviseChild } from '../../engine/protocol/supervised-child.ts';
import { removeRecordOf } from '../../engine/server/instance.ts';
import { askInTerminal } from './ask-in-terminal.ts';
import type { CommandIo } from '../command-line/command.ts';
import type { FromServedEngine, ToServedEngine } from './serve-link.ts';

/** For the engine to end in order; with the rest of the command that is less than three seconds. */
const STOP_DEADLINE_MS = 2_200;
const SECRET_BYTES = 32;
/** An engine that ends by itself with one of these was not asked to crash: it could not start, or was ended. */
const ORDERLY_EXIT_CODES: ReadonlySet<number> = new Set([0, 1, 2, 130]);

/** How a run of the engine ended: in order, by a crash, or because it could not start. */
type Ending = 'in-order' | 'crashed' | EngineError;

type Signals = Pick<CommandIo, 'signal' | 'note'>;

/**
 * Runs the engine in a separate process and starts it again when it crashes: at the same port and with the
 * same tokens, so that open pages reconnect by themselves.
 * @param onReady called once, with a fresh URL of the HUD.
 * @throws EngineError that the engine could not start with, or 'internal' when it keeps crashing.
 */
export async function superviseEngine(
  config: EngineConfig,
  onReady: (hudUrl: string) => void,
  io: Signals,
): Promise<void> {
  if (io.signal.aborted) return;
  const secret = randomBytes(SECRET_BYTES).toString('base64');
  let { port } = config;
  let isFirst = true;
  const over = Promise.withResolvers<void>();
  const engine = superviseChild<ServedEngine, Ending>({
    launch: (onEnd) =>
      launchEngine(
        { type: 'start', config: { ...config, port }, secret },
        (ready) => {
          port = ready.port;
          if (isFirst) onReady(ready.hudUrl);
          isFirst = false;
        },
        onEnd,
        io,
      ),
    isCrash: (ending) => ending === 'crashed' && !io.signal.aborted,
    onLost: ({ end, isGivenUp }) => {
      if (end instanceof EngineError) over.reject(end);
      else if (end === 'in-order' || io.signal.aborted) over.resolve();
      else if (isGivenUp) over.reject(keepsCrashing());
      else io.note('The engine of Sotto stopped unexpectedly and is started again.');
    },
    restart: 'at-once',
    nowMs: () => performance.now(),
  });
  engine.start();
  await over.promise;
}

interface ServedEngine {
  /** At once, without an ordered end. */
  kill(): void;
}

/** @param onEnd called once the process is gone. */
function launchEngine(
  start: Extract<ToServedEngine, { type: 'start' }>,
  onReady: (ready: Extract<FromServedEngine, { type: 'ready' }>) => void,
  onEnd: (ending: Ending) => void,
  { signal, note }: Signals,
): ServedEngine {
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
  const forget = (): void => {
    if (engine.pid !== undefined) removeRecordOf(start.config.dataDir, engine.pid);
  };
  // A second signal ends this process at once, and everything with it.
  const kill = (): void => {
    engine.kill('SIGKILL');
    forget();
  };
  process.on('exit', kill);
  const stop = (): void => {
    send(engine, { type: 'stop' });
    setTimeout(kill, STOP_DEADLINE_MS).unref();
  };
  signal.addEventListener('abort', stop, { once: true });
  const onGone = (ending: Ending): void => {
    forget();
    process.off('exit', kill);
    signal.removeEventListener('abort', stop);
    onEnd(failure ?? ending);
  };
  engine.once('error', () => onGone('crashed'));
  engine.once('exit', (code) =>
    onGone(code !== null && ORDERLY_EXIT_CODES.has(code) ? 'in-order' : 'crashed'),
  );
  send(engine, start);
  return { kill };
}

function send(engine: ChildProcess, message: ToServedEngine): void {
  if (engine.connected) engine.send(message, () => undefined);
}

function keepsCrashing(): EngineError {
  return new EngineError(
    'internal',
    'The engine of Sotto keeps crashing.',
    'Start Sotto again; `npm run -s sotto -- doctor` looks for the cause.',
  );
}
