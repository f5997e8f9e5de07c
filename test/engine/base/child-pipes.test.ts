import { execFile } from 'node:child_process';
import { promisify } from 'node:util';
import { expect, test } from 'vitest';
import { PROJECT_ROOT } from '../../workshop/source-files.ts';

const FILE_LIMIT_COUNT = 64;

/** Runs a module in a process with few file descriptors; `fill()` takes all that are left, `free()` gives them back. */
async function withoutDescriptors(imports: string, work: string): Promise<unknown> {
  const script = `
    import { closeSync, openSync } from 'node:fs';
    ${imports}
    const taken = [];
    const fill = () => { try { for (;;) taken.push(openSync('/dev/null', 'r')); } catch {} };
    const free = () => { for (const one of taken.splice(0)) closeSync(one); };
    const result = await (async () => { ${work} })();
    free();
    console.log(JSON.stringify(result));
  `;
  const limited = `ulimit -n ${FILE_LIMIT_COUNT} && exec "$0" "$@"`;
  const args = ['-c', limited, process.execPath, '--input-type=module', '-e', script];
  const { stdout } = await promisify(execFile)('/bin/sh', args, { cwd: PROJECT_ROOT });
  return JSON.parse(stdout);
}

test.skipIf(process.platform === 'win32')(
  '59: a speech command without descriptors fails one utterance, and the next one is heard',
  async () => {
    const outcome = await withoutDescriptors(
      `import { openCommandTranscriber } from './engine/transcription/recognizers/command/command-transcriber.ts';
       import { systemClock } from './engine/base/clock.ts';
       import { silentLogger } from './engine/base/logger.ts';`,
      `const open = () => openCommandTranscriber({
         command: ['/bin/echo', 'hello', '{wav}'], clock: systemClock, log: silentLogger });
       const transcriber = await open();
       const speech = { samples: Int16Array.from({ length: 8000 }, (_, index) => (index % 100) * 90), startMs: 0,
         endMs: 500, voicedMs: 500, channel: 'me', turnId: 'a' };
       const hear = () => transcriber
         .transcribe(speech, { pass: 'final', language: 'en', vocabulary: '' }, new AbortController().signal)
         .then(({ text }) => text.split(' ')[0], (error) => error.name);
       fill();
       const without = await hear();
       free();
       const after = await hear();
       await transcriber[Symbol.asyncDispose]();
       return [without, after];`,
    );
    expect(outcome).toEqual([expect.stringMatching(/Error/), 'hello']);
  },
);

test.skipIf(process.platform === 'win32')(
  '59: a child without pipes is reported by its error event, and a recorder is not even started',
  async () => {
    const outcome = await withoutDescriptors(
      `import { spawn } from 'node:child_process';
       import { pipesOf, requireDescriptors } from './engine/base/child-pipes.ts';`,
      `const start = () => new Promise((resolve) => {
         const child = spawn('/bin/echo', ['hello'], { stdio: ['ignore', 'pipe', 'pipe'] });
         child.on('error', ({ code }) => resolve([pipesOf(child) === undefined, code]));
         child.on('close', (code) => resolve([pipesOf(child) === undefined, code]));
       });
       const required = () => { try { requireDescriptors(); return 'free'; } catch ({ code }) { return code; } };
       fill();
       const without = [...(await start()), required()];
       free();
       return [without, [...(await start()), required()]];`,
    );
    expect(outcome).toEqual([
      [true, 'EMFILE', 'EMFILE'],
      [false, 0, 'free'],
    ]);
  },
);
