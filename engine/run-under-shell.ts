import path from 'node:path';
import { parseArgs } from 'node:util';
import { endProcess } from './base/end-process.ts';
import { noteLine } from './base/terminal.ts';
import { parseOllamaHost } from './answer/servers/base/server-address.ts';
import { createOutsideQuestions } from './shell/ask-outside.ts';
import { asEngineError } from './base/engine-error.ts';
import { resolveConfig, resolveDataDir } from './settings/config.ts';
import { installCrashGuard } from './shell/crash-guard.ts';
import { startEngine, type Engine } from './index.ts';
import { shellToEngineSchema, type EngineToShell, type ParentPort } from './protocol/shell-link.ts';
import { createShellChildren } from './shell/shell-children.ts';
import { createShellTokens } from './shell/shell-tokens.ts';

/**
 * Runs the engine for the Electron shell: starts it, reports its address, ends it in order on request.
 * Arguments: `--assets-directory=… --static-directory=… --app-version=…`.
 */
export async function runUnderShell(shell: ParentPort): Promise<void> {
  installCrashGuard(resolveDataDir(process.env), noteLine);
  const send = (message: EngineToShell): void => shell.postMessage(message);
  const children = createShellChildren(shell);
  const accessTokens = createShellTokens(shell);
  const questions = createOutsideQuestions(send);
  const starting = new AbortController();
  let engine: Engine | undefined;

  const stop = (): void => {
    if (starting.signal.aborted) return;
    starting.abort();
    Promise.resolve(engine?.[Symbol.asyncDispose]()).then(
      () => endProcess(0),
      () => endProcess(1),
    );
  };
  // A signal to the whole app reaches this process as well.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.on(name, stop);
  shell.on('message', ({ data }) => {
    const message = shellToEngineSchema.safeParse(data).data;
    if (message?.type === 'stop') stop();
    else if (message?.type === 'confirmed') questions.handle(message);
    else if (message?.type === 'token-held') accessTokens.handle(message);
    else if (message) children.handle(message);
  });
  try {
    const { values } = parseArgs({
      options: {
        'assets-directory': { type: 'string' },
        'static-directory': { type: 'string' },
        'app-version': { type: 'string' },
      },
    });
    engine = await startEngine(
      {
        config: resolveConfig(process.env, {}, parseOllamaHost),
        assetsDirectory: path.resolve(values['assets-directory'] ?? 'assets'),
        staticDirectory: path.resolve(values['static-directory'] ?? 'renderer'),
        appVersion: values['app-version'] ?? '',
        warm: ['speech', 'model'],
        spawnChild: children.spawn,
        tokenKeeper: accessTokens.keeper,
        confirm: questions.confirm,
      },
      starting.signal,
    );
    const { server } = engine;
    if (!server) return;
    send({
      type: 'ready',
      origin: server.origin,
      tokens: {
        hud: server.mintToken('hud'),
        settings: server.mintToken('settings'),
        history: server.mintToken('history'),
        capture: server.mintToken('capture'),
        shell: server.mintToken('shell'),
      },
    });
  } catch (error) {
    const { code, message, remedy } = asEngineError(error);
    send({ type: 'failed', code, message, remedy });
    endProcess(1);
  }
}
