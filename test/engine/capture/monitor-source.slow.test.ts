import { chmod, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { setImmediate } from 'node:timers/promises';
import { afterEach, beforeEach, describe, expect, test, vi } from 'vitest';
import { type Clock, systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { canRecordOutput, openMonitorSource } from '../../../engine/capture/monitor-source.ts';
import { awayFor } from './away-for.ts';
import { installPactl, type FakePactl, type PactlState } from '../../fakes/pactl.ts';

/** Nothing is waited for between the attempts to start a recording again. */
const PATIENT_CLOCK: Clock = { ...systemClock, nowMs: () => 0, sleep: () => setImmediate() };
const MICROPHONE = { name: 'mic', description: 'Microphone' };
const MONITOR = { name: 'out.monitor', description: 'Monitor of Loudspeaker', monitorOf: 'out' };
const OTHER = { name: 'tv.monitor', description: 'Monitor of TV', monitorOf: 'tv' };

/** A recorder that sends sound for ever, and that the sound server knows by its process. */
const ENDLESS = '#!/bin/sh\necho $$ >> "${0%/*}/pids"\nwhile head -c 640 /dev/zero; do sleep 0.02; done\n';

let folder: string;
let pactl: FakePactl;
beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-monitor-'));
  pactl = await installPactl();
});
afterEach(async () => {
  vi.unstubAllEnvs();
  await pactl[Symbol.asyncDispose]();
  await rm(folder, { recursive: true });
});

async function install(script: string): Promise<void> {
  const file = path.join(folder, 'parec');
  await writeFile(file, script);
  await chmod(file, 0o755);
}

const usePrograms = (): unknown => vi.stubEnv('PATH', `${folder}${path.delimiter}${pactl.path}`);
const open = () => openMonitorSource({ clock: PATIENT_CLOCK, log: silentLogger });

async function hearOnce(): Promise<void> {
  for await (const _frame of open().frames(new AbortController().signal)) break;
}

function show(state: Pick<PactlState, 'sources'> & Partial<PactlState>): Promise<void> {
  return pactl.show({ defaultSink: 'out', defaultSource: 'mic', recordings: [], ...state });
}

test('without a program the remedy is one that works on this system', async () => {
  vi.stubEnv('PATH', folder);
  await expect(hearOnce()).rejects.toMatchObject({
    code: 'recorder-missing',
    remedy: expect.stringContaining(process.platform === 'linux' ? 'apt install' : 'Settings') as string,
  });
  expect(await canRecordOutput()).toBe(false);
});

describe.runIf(process.platform === 'linux')('on Linux', () => {
  test('a recorder that cannot record is named with what to check', async () => {
    await install('#!/bin/sh\necho "Connection refused" >&2\nexit 1\n');
    vi.stubEnv('PATH', folder);
    expect(await awayFor(open())).toMatchObject({
      code: 'recorder-failed',
      message: 'The system sound cannot be recorded.',
    });
  });

  test('output can be recorded where the sound server has a loudspeaker', async () => {
    await install(ENDLESS);
    usePrograms();
    await show({ sources: [MICROPHONE] });
    expect(await canRecordOutput()).toBe(false);
    await show({ sources: [MICROPHONE, MONITOR] });
    expect(await canRecordOutput()).toBe(true);
  });

  test('sound of the loudspeaker in use is heard on the channel of the other side', async () => {
    await install(ENDLESS);
    usePrograms();
    await show({ sources: [MONITOR] });
    for await (const frame of open().frames(new AbortController().signal)) {
      expect(frame).toMatchObject({ channel: 'them', startSamples: 0 });
      break;
    }
  });

  test('a recording that was moved to the microphone starts again; one moved by hand to another loudspeaker does not', async () => {
    await install(ENDLESS);
    usePrograms();
    const startCount = async (): Promise<number> => (await processIds()).length;
    const move = async (source: number): Promise<void> => {
      const processId = (await processIds()).at(-1) ?? 0;
      await show({
        sources: [MONITOR, MICROPHONE, OTHER],
        recordings: [{ source, processId, application: 'parec', binary: 'parec' }],
      });
      await pactl.print("Event 'change' on source-output #0\n");
    };
    await show({ sources: [MONITOR] });
    const source = open();
    const frames = source.frames(new AbortController().signal);
    await frames.next();
    await move(0);
    await expect.poll(() => source.device).toBe(MONITOR.description);
    await move(2);
    await expect.poll(() => source.device).toBe(OTHER.description);
    expect(await startCount()).toBe(1);
    await move(1);
    await expect.poll(async () => ((await frames.next()).done, await startCount())).toBe(2);
    await frames.return();
  });
});

/** Of every recorder that was started so far. */
async function processIds(): Promise<readonly number[]> {
  const text = await readFile(path.join(folder, 'pids'), 'utf8');
  return text.trim().split('\n').map(Number);
}
