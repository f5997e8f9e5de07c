import { endProcess } from '../../engine/base/end-process.ts';
import { asEngineError } from '../../engine/base/engine-error.ts';
import { ignoreStderrErrors, noteLine, onStdoutError } from '../../engine/base/terminal.ts';
import { createOutsideQuestions } from '../../engine/shell/ask-outside.ts';
import { installCrashGuard } from '../../engine/shell/crash-guard.ts';
import { RENDERER_DIRECTORY, withEngine } from '../command-line/with-engine.ts';
import { syntaxErrorPlace } from '../command-line/syntax-error-place.ts';
import type { FromServedEngine, ToServedEngine } from './serve-link.ts';

/**
 * The engine's process under `sotto serve`. It ends in order when asked to, when its supervisor is gone or
 * at a SIGTERM; a request that comes on top ends it at once. Keys and a closing terminal reach the supervisor.
 */

/** As long as its supervisor waits for it, if there is one. */
const STOP_DEADLINE_MS = 2_200;

const run = new AbortController();
const questions = createOutsideQuestions(send);

function stop(): void {
  if (run.signal.aborted) endProcess(130);
  end();
}

function end(): void {
  if (run.signal.aborted) return;
  run.abort();
  setTimeout(() => endProcess(130), STOP_DEADLINE_MS).unref();
}

async function serve({ config, secret }: Extract<ToServedEngine, { type: 'start' }>): Promise<void> {
  installCrashGuard(config.dataDir, noteLine);
  try {
    await withEngine(
      config,
      {
        warm: ['speech', 'model'],
        staticDirectory: RENDERER_DIRECTORY,
        secret: Buffer.from(secret, 'base64'),
        confirm: questions.confirm,
      },
      run,
      async ({ server }) => {
        if (server) send({ type: 'ready', port: server.port, hudUrl: server.hudUrl() });
        if (run.signal.aborted) return;
        await new Promise((resolve) => run.signal.addEventListener('abort', resolve, { once: true }));
      },
    );
  } catch (error) {
    if (!run.signal.aborted) {
      const place = syntaxErrorPlace(error);
      if (place !== undefined) noteLine(`Syntax error at ${place}`);
      const { code, message, remedy } = asEngineError(error);
      send({ type: 'failed', code, message, remedy });
      process.exitCode = 1;
    }
  }
  // Once the last message has left; whatever native code may still hold, the process ends.
  if (process.connected) process.send?.({ type: 'ended' }, () => endProcess());
  else endProcess();
}

function send(message: FromServedEngine): void {
  // A supervisor that is gone takes nothing; `disconnect` ends this process.
  if (process.connected) process.send?.(message, () => undefined);
}

onStdoutError(() => undefined);
ignoreStderrErrors();
process.on('SIGINT', () => undefined).on('SIGHUP', () => undefined);
process.on('SIGTERM', stop);
process.on('disconnect', end);
process.on('message', (message: ToServedEngine) => {
  if (message.type === 'start') void serve(message);
  else if (message.type === 'confirmed') questions.handle(message);
  else stop();
});
