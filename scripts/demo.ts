import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { describeEvent } from './commands/describe-event.ts';
import type { CommandIo } from './commands/command.ts';
import { readArguments, RENDERER_DIRECTORY, withEngine } from './commands/with-engine.ts';
import { buildRenderer } from './build.ts';

/**
 * `npm run demo`: the bundled call, heard by real whisper.cpp and answered by real llama.cpp with tiny models
 * that know only the demo's phrases. Nothing of it touches the user's own data. `--fast` plays it as fast as
 * this machine can follow, `--json` prints the events.
 */

const stop = new AbortController();
for (const signal of ['SIGINT', 'SIGTERM'] as const) {
  process.on(signal, () => {
    if (stop.signal.aborted) process.exit(130);
    stop.abort();
  });
}
const io: CommandIo = {
  print: (line) => void process.stdout.write(`${line}\n`),
  note: (line) => void process.stderr.write(`${line}\n`),
  signal: stop.signal,
  json: process.argv.includes('--json'),
};
const dataDir = await mkdtemp(path.join(tmpdir(), 'sotto-demo-'));
try {
  await buildRenderer();
  const { config } = readArguments(['--data-dir', dataDir, '--port', '0'], {});
  await withEngine(config, { warm: [], staticDirectory: RENDERER_DIRECTORY }, io, async (engine) => {
    io.note(
      'The demo: a made-up call, heard and answered on this machine by two tiny models that know nothing else.',
    );
    io.note(`Watch it in the HUD: ${engine.server?.hudUrl() ?? ''}`);
    const over = new Promise<void>((resolve) => {
      let hasBegun = false;
      let isOver = false;
      engine.hub.subscribe((event) => {
        // Then the parts go back to the settings of a data folder that is empty and about to go.
        if (isOver && event.type === 'component.changed') return;
        if (io.json) io.print(JSON.stringify(event));
        else printDemo(describeEvent(event));
        if (event.type !== 'capture.changed') return;
        if (event.isCapturing) hasBegun = true;
        else if (hasBegun) {
          isOver = true;
          resolve();
        }
      });
      stop.signal.addEventListener('abort', () => resolve(), { once: true });
    });
    await engine.execute({ type: 'play-demo', isFast: process.argv.includes('--fast') });
    await over;
    if (!stop.signal.aborted) await engine.answered();
    io.note('The demo is over.');
  });
} finally {
  await rm(dataDir, { recursive: true, force: true });
}

function printDemo(line: string | undefined): void {
  if (line !== undefined) io.print(line);
}
