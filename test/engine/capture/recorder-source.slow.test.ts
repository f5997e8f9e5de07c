import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path, { join } from 'node:path';
import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { createLogger, silentLogger } from '../../../engine/base/logger.ts';
import { openMonitorSource } from '../../../engine/capture/monitor-source.ts';
import { openRecorderSource } from '../../../engine/capture/recorder-source.ts';
import { installPactl } from '../../fakes/pactl.ts';
import { awayFor } from './away-for.ts';
import { isRunning } from '../../fakes/process-alive.ts';
import { PATIENT_CLOCK } from './patient-clock.ts';

/** Programs of the test's own stand in PATH for those of the system. */
let folder: string;
beforeEach(async () => {
  folder = await mkdtemp(join(tmpdir(), 'sotto-recorders-'));
  vi.stubEnv('PATH', folder);
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await rm(folder, { recursive: true });
});

async function install(name: string, script: string): Promise<void> {
  const path = join(folder, name);
  await writeFile(path, `#!${process.execPath}\n${script}\n`);
  await chmod(path, 0o755);
}

const open = (device = '', log = silentLogger): ReturnType<typeof openRecorderSource> =>
  openRecorderSource({ channel: 'me', device, clock: PATIENT_CLOCK, log });

function keptLog() {
  const lines: string[] = [];
  return { lines, log: createLogger('info', (line) => lines.push(line)) };
}

async function read(source: ReturnType<typeof open>, lengthSamples: number): Promise<number[]> {
  const samples: number[] = [];
  for await (const frame of source.frames(new AbortController().signal)) {
    expect(frame.startSamples).toBe(samples.length);
    samples.push(...frame.samples);
    if (samples.length >= lengthSamples) break;
  }
  return samples;
}

/** Writes a ramp of samples byte by odd piece, then waits until it is told to stop. */
const ODD_PIECES = `
const bytes = Buffer.alloc(2000);
for (let index = 0; index < 1000; index += 1) bytes.writeInt16LE(index, index * 2);
(async () => {
  for (let start = 0; start < bytes.length; start += 333) {
    process.stdout.write(bytes.subarray(start, start + 333));
    await new Promise((resolve) => setTimeout(resolve, 5));
  }
})();
setInterval(() => {}, 1000);`;

test('joins samples that the pipe cut in two', async () => {
  await install('sox', ODD_PIECES);
  const samples = await read(open(), 1_000);
  expect(samples).toEqual(Array.from({ length: 1_000 }, (_, index) => index));
});

test('takes a stop of its own for no error', async () => {
  await install('sox', ODD_PIECES);
  const controller = new AbortController();
  const reason = new Error('stopped by the user');
  const reading = (async () => {
    for await (const _frame of open().frames(controller.signal)) controller.abort(reason);
  })();
  await expect(reading).rejects.toBe(reason);
});

test('says what to install when there is no recorder', async () => {
  await expect(read(open(), 1)).rejects.toMatchObject({
    code: 'recorder-missing',
    remedy: expect.stringContaining('Install SoX'),
  });
});

test('names a missing microphone, and keeps the words of the recorder for the log', async () => {
  await install(
    'arecord',
    `console.error("ALSA lib noise\\narecord: audio open error: No such device"); process.exit(1);`,
  );
  const { log, lines } = keptLog();
  expect(await awayFor(open('', log))).toMatchObject({
    code: 'microphone-missing',
    message: 'No microphone could be opened.',
  });
  expect(lines.join('\n')).toContain('audio open error: No such device');
});

test.each([1, 0])('gives up a microphone that stops again and again with exit code %d', async (exitCode) => {
  await install('rec', `process.stdout.write(Buffer.alloc(640), () => process.exit(${exitCode}));`);
  await expect(read(open(), 10_000)).rejects.toMatchObject({ code: 'recorder-failed' });
});

test('passes the device on and asks for small pieces, and leaves the environment as it was', async () => {
  await install(
    'sox',
    `const given = [process.env.AUDIODEV, process.env.SOX_OPTS, process.argv.includes('raw')].join('|');
     process.stderr.write(given, () => process.exit(1));`,
  );
  const { log, lines } = keptLog();
  expect(await awayFor(open('hw:1', log))).toMatchObject({ code: 'microphone-missing' });
  expect(lines.join('\n')).toContain('hw:1|--buffer 640 --no-dither|true');
  expect(process.env['SOX_OPTS']).toBeUndefined();
  expect(process.env['AUDIODEV']).toBeUndefined();
});

test.runIf(process.platform === 'linux')(
  'beside the other side, a loudspeaker that stands in for the microphone is not heard for long',
  async () => {
    // Its programs are those of the system.
    vi.unstubAllEnvs();
    await using pactl = await installPactl();
    vi.stubEnv('PATH', `${folder}${path.delimiter}${pactl.path}`);
    const pidFile = path.join(folder, 'pid');
    await install(
      'sox',
      `require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(process.pid));
       setInterval(() => process.stdout.write(Buffer.alloc(640)), 20);`,
    );
    // The sound server has only just started: it names no source yet.
    await pactl.show({ defaultSink: 'out', defaultSource: '', sources: [], recordings: [] });
    const deps = { clock: PATIENT_CLOCK, log: silentLogger };
    const source = openRecorderSource({ channel: 'me', device: '', isBesideMonitor: true, ...deps });
    const closing = new AbortController();
    const reading = Array.fromAsync(source.frames(closing.signal));
    const processId = await vi.waitFor(async () => Number(await readFile(pidFile, 'utf8')), 30_000);
    await pactl.show({
      defaultSink: 'out',
      defaultSource: 'out.monitor',
      sources: [{ name: 'out.monitor', description: 'Monitor of Loudspeaker', monitorOf: 'out' }],
      recordings: [{ source: 0, processId, application: 'sox', binary: 'sox' }],
    });
    await pactl.print("Event 'change' on source-output #0\n");
    await expect
      .poll(() => source.awayFor?.message)
      .toContain('There is no microphone; only Monitor of Loudspeaker');
    closing.abort();
    await reading.catch(() => undefined);
  },
);

test.skipIf(process.platform !== 'linux').each([
  ['parec', () => openMonitorSource({ clock: PATIENT_CLOCK, log: silentLogger })],
  ['sox', () => open()],
  ['arecord', () => open()],
])('stops what a wrapper of %s started, too', async (name, openSource) => {
  const pidFile = join(folder, 'pid');
  await install(
    name,
    `const { spawn } = require('node:child_process');
     const inner = spawn(process.execPath, ['-e', 'setInterval(() => process.stdout.write(Buffer.alloc(640)), 20)'], { stdio: 'inherit' });
     require('node:fs').writeFileSync(${JSON.stringify(pidFile)}, String(inner.pid));
     setInterval(() => {}, 1000);`,
  );
  for await (const _frame of openSource().frames(new AbortController().signal)) break;
  const pid = Number(await readFile(pidFile, 'utf8'));
  await expect.poll(() => isRunning(pid)).toBe(false);
});
