import { spawn } from 'node:child_process';
import { expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { EngineError } from '../../../engine/base/engine-error.ts';
import { createLogger, silentLogger } from '../../../engine/base/logger.ts';
import {
  openProgramSource,
  type ProgramSource,
  type ProgramSourceOptions,
  type RecordingProgram,
} from '../../../engine/capture/program-source.ts';
import { awayFor } from './away-for.ts';
import { pactlInPath } from './pactl-in-path.ts';
import { PATIENT_CLOCK } from './patient-clock.ts';

const FRAME = 'head -c 640 /dev/zero';
const STAY = `${FRAME}; exec sleep 60`;

const pactl = pactlInPath();

/** A program that runs the scripts one by one, the last one again and again. */
function program(name: string, ...scripts: readonly string[]) {
  const started: { readonly processId: number }[] = [];
  const start: RecordingProgram['start'] = () => {
    const script = scripts[Math.min(started.length, scripts.length - 1)] ?? '';
    const child = spawn('sh', ['-c', script], { stdio: ['ignore', 'pipe', 'pipe'] });
    started.push({ processId: child.pid ?? 0 });
    return child;
  };
  return { name, start, started };
}

function open(
  programs: readonly RecordingProgram[],
  given: Partial<ProgramSourceOptions> = {},
): ProgramSource {
  return openProgramSource({
    channel: 'them',
    label: 'system sound',
    find: () => Promise.resolve(programs),
    explain: ({ reason }) => new EngineError('recorder-failed', reason, 'Try again.'),
    requireChosen: () => undefined,
    clock: PATIENT_CLOCK,
    log: silentLogger,
    ...given,
  });
}

/** Reads so many frames; an error comes before them. */
async function hear(source: ProgramSource, frameCount: number): Promise<number> {
  let heardCount = 0;
  for await (const frame of source.frames(new AbortController().signal)) {
    expect(frame.channel).toBe('them');
    heardCount += 1;
    if (heardCount === frameCount) break;
  }
  return heardCount;
}

test('a program that gets no sound is passed over for the next one', async () => {
  const mute = program('mute', 'echo "no device" >&2; exit 1');
  const good = program('good', STAY);
  expect(await hear(open([mute, good]), 1)).toBe(1);
  expect([mute.started.length, good.started.length]).toEqual([1, 1]);
});

test('when none gets any sound, the reason of the best one is reported', async () => {
  const programs = [program('first', 'echo one >&2; exit 1'), program('second', 'echo two >&2; exit 1')];
  expect(await awayFor(open(programs))).toMatchObject({ code: 'recorder-failed', message: 'one' });
});

test('while nothing is there, every program is tried again and again until one is heard', async () => {
  const mute = program('mute', 'exit 1');
  const late = program('late', 'exit 1', 'exit 1', STAY);
  expect(await hear(open([mute, late]), 1)).toBe(1);
  expect([mute.started.length, late.started.length]).toEqual([3, 3]);
});

test('what a program says goes to the log, once for all the attempts at a device that is away', async () => {
  const lines: string[] = [];
  const log = createLogger('info', (line) => lines.push(line));
  const missing = 'echo no such device >&2; exit 1';
  await hear(open([program('first', missing, missing, missing, STAY)], { log }), 1);
  expect(lines.filter((line) => line.includes('"reason":"no such device"'))).toHaveLength(1);
});

test('a program that was heard is started again, and no other one takes its place', async () => {
  const mute = program('mute', 'exit 1');
  const flaky = program('flaky', FRAME, FRAME, STAY);
  const spare = program('spare', STAY);
  expect(await hear(open([mute, flaky, spare]), 3)).toBe(3);
  expect([mute, flaky, spare].map(({ started }) => started.length)).toEqual([1, 3, 0]);
});

test('where nothing was found that could record, that is the error', async () => {
  const missing = new EngineError('recorder-missing', 'None.', 'Install one.');
  await expect(hear(open([], { find: () => Promise.reject(missing) }), 1)).rejects.toBe(missing);
});

test('stopping is no reason to try the next program', async () => {
  const controller = new AbortController();
  const silent = program('silent', 'exec sleep 60');
  const spare = program('spare', STAY);
  const next = open([silent, spare]).frames(controller.signal).next();
  await expect.poll(() => silent.started.length).toBe(1);
  controller.abort(new Error('by the user'));
  await expect(next).rejects.toThrow('by the user');
  expect(spare.started).toEqual([]);
});

test('before a source is known it has its label', () => {
  expect(open([])).toMatchObject({ channel: 'them', device: 'system sound', droppedFrameCount: 0 });
});

const isLinux = process.platform === 'linux';

/** The program records what is played, or the microphone. */
async function showRecording({ started }: ReturnType<typeof program>, source: 'monitor' | 'microphone') {
  await pactl().show({
    defaultSink: 'out',
    defaultSource: 'mic',
    sources: [
      { name: 'out.monitor', description: 'Monitor of loudspeaker', monitorOf: 'out' },
      { name: 'mic', description: 'Microphone' },
    ],
    recordings: started
      .slice(-1)
      .map((recording) => ({ ...recording, source: source === 'monitor' ? 0 : 1 })),
  });
  await pactl().print("Event 'change' on source-output #0\n");
}

test.runIf(isLinux)('the device is named as the sound server does', async () => {
  const recorder = program('recorder', STAY);
  await showRecording(recorder, 'monitor');
  const source = open([recorder]);
  const frames = source.frames(new AbortController().signal);
  await frames.next();
  await showRecording(recorder, 'monitor');
  await expect.poll(() => source.device).toBe('Monitor of loudspeaker');
  await frames.return();
});

test.runIf(isLinux)(
  'a sound server that did not answer at the start is listened to all the same',
  async () => {
    const recorder = program('recorder', STAY);
    const source = open([recorder]);
    const frames = source.frames(new AbortController().signal);
    await frames.next();
    await showRecording(recorder, 'monitor');
    await expect.poll(() => source.device).toBe('Monitor of loudspeaker');
    await frames.return();
  },
);

test.runIf(isLinux)('a recording that was moved to a source nobody chose is started again', async () => {
  const recorder = program('recorder', STAY);
  await showRecording(recorder, 'monitor');
  const source = open([recorder], {
    requireChosen: ({ source: { monitorOf } }) => {
      if (monitorOf === undefined) throw new Error('that is the microphone');
    },
  });
  const frames = source.frames(new AbortController().signal);
  await frames.next();
  const next = frames.next();
  await showRecording(recorder, 'microphone');
  expect((await next).done).toBe(false);
  expect(recorder.started).toHaveLength(2);
  await frames.return();
});

test.runIf(isLinux)('what is not there is not recorded, though another source would be', async () => {
  const recorder = program('recorder', STAY);
  await showRecording(recorder, 'monitor');
  const missing = new EngineError('microphone-missing', 'No microphone.', 'Plug one in.');
  const source = open([recorder], {
    requireSource: ({ defaultSource }) => {
      expect(defaultSource).toBe('mic');
      throw missing;
    },
  });
  expect(await awayFor(source)).toBe(missing);
  expect(recorder.started).toEqual([]);
});

test.runIf(isLinux)(
  'a source that comes late is recorded once it is there, at its place in time',
  async () => {
    const recorder = program('recorder', STAY);
    await showRecording(recorder, 'monitor');
    let nowMs = 0;
    let isThere = false;
    const missing = new EngineError('microphone-missing', 'No microphone.', 'Plug one in.');
    const source = open([recorder], {
      requireSource: () => {
        if (!isThere) throw missing;
      },
      clock: {
        ...systemClock,
        nowMs: () => nowMs,
        sleep: () => {
          expect(source.awayFor).toBe(missing);
          nowMs += 1_000;
          isThere = nowMs === 3_000;
          return Promise.resolve();
        },
      },
    });
    const frames = source.frames(new AbortController().signal);
    expect((await frames.next()).value?.startSamples).toBe((3_000 - 20) * 16);
    expect(source.awayFor).toBeUndefined();
    expect(recorder.started).toHaveLength(1);
    await frames.return();
  },
);
