import { setMaxListeners } from 'node:events';
import { buildRenderer } from '../build.ts';
import type { CliCommand } from './command.ts';
import { readArguments, RENDERER_DIRECTORY, withEngine } from './with-engine.ts';

export const command: CliCommand = {
  summary: 'Runs the engine and serves the HUD at a loopback URL.',
  usage: 'serve [--port N] [--json]',
  run: async (args, io) => {
    const { config } = readArguments(args, {});
    await buildRenderer();
    setMaxListeners(0, io.signal);
    await withEngine(
      config,
      { warm: ['speech', 'model'], staticDirectory: RENDERER_DIRECTORY },
      io,
      async (engine) => {
        const url = engine.server?.hudUrl() ?? '';
        io.print(io.json ? JSON.stringify({ url }) : `Sotto is ready. Open ${url}`);
        await new Promise((resolve) => io.signal.addEventListener('abort', resolve, { once: true }));
      },
    );
  },
};
