import { asEngineError } from '../../engine/base/engine-error.ts';
import type { EngineConfig } from '../../engine/settings/config.ts';
import { askForLink } from '../../engine/server/instance.ts';
import { buildRenderer } from '../build/build-app.ts';
import type { CliCommand, CommandIo } from '../command-line/command.ts';
import { superviseEngine } from '../serve/supervise-engine.ts';
import { readArguments } from '../command-line/with-engine.ts';

export const command: CliCommand = {
  summary: 'Runs the engine and serves the HUD at a loopback URL.',
  usage: 'serve [--port N] [--metrics] [--json]',
  run: async (args, io) => {
    const { config: plain, isSet } = readArguments(args, { metrics: { type: 'boolean' } }, 'warn');
    const config = isSet('metrics') ? withMetrics(plain) : plain;
    await buildRenderer();
    try {
      await superviseEngine(config, (hudUrl) => printUrl(hudUrl, 'Sotto is ready.', io), io);
    } catch (error) {
      // The one that runs is as good as a new one: the user gets a fresh link to it.
      const isRunning = asEngineError(error).code === 'already-running';
      const url = isRunning ? await askForLink(config.dataDir) : undefined;
      if (url === undefined) throw error;
      printUrl(url, 'Sotto is already running.', io);
    }
  },
};

function printUrl(url: string, state: string, io: CommandIo): void {
  io.print(io.json ? JSON.stringify({ url }) : `${state} Open ${url}`);
}

/** For this run; the setting of the file stays as it is. */
function withMetrics(config: EngineConfig): EngineConfig {
  return { ...config, overrides: { ...config.overrides, server: { metrics: true } } };
}
