import { expect, test } from 'vitest';
import { silentLogger } from '../../../engine/base/logger.ts';
import { readSoundServer } from '../../../engine/capture/sound-server.ts';
import {
  tryReadSoundServer,
  watchSource,
  type RecordedSource,
} from '../../../engine/capture/watch-source.ts';
import { ManualClock } from '../../fakes/manual-clock.ts';
import { pactlInPath } from './pactl-in-path.ts';

const RECORDER_ID = 42;
/** Between one check and the next, however many changes there are. */
const CHECK_INTERVAL_MS = 150;
const CHANGE = "Event 'change' on source-output #0\n";

const pactl = pactlInPath();

/** The recorder records that source, or none. */
const record = (source?: number): Promise<void> =>
  pactl().show({
    defaultSink: 'out',
    defaultSource: 'mic',
    sources: [
      { name: 'mic', description: 'Microphone' },
      { name: 'out.monitor', description: 'Monitor', monitorOf: 'out' },
    ],
    recordings: [
      { source: 0, processId: RECORDER_ID + 1 },
      ...(source === undefined ? [] : [{ source, processId: RECORDER_ID }]),
    ],
  });

async function stage(takenFrom?: (recorded: RecordedSource) => string | undefined) {
  const clock = new ManualClock();
  const controller = new AbortController();
  const reported: RecordedSource[] = [];
  const before = await readSoundServer();
  const watching = watchSource(
    { processId: RECORDER_ID, before, onSource: (recorded) => reported.push(recorded), takenFrom },
    { clock, log: silentLogger },
    controller.signal,
  );
  const names = (): readonly string[] => reported.map(({ source }) => source.name);
  /** Lets a check end: the watch then sleeps. */
  const sleeps = (): Promise<void> => expect.poll(() => clock.sleeperCount).toBe(1);
  return { clock, controller, reported, watching, names, sleeps, before };
}

/** The server's end is seen some looks later, and how many is for the machine to say. */
async function endOf(watching: Promise<void>, clock: ManualClock): Promise<void> {
  let hasEnded = false;
  const ended = watching.finally(() => (hasEnded = true));
  await expect.poll(() => clock.advance(1_000).then(() => hasEnded)).toBe(true);
  await ended;
}

test('what is recorded is reported at once, a second later and after each change', async () => {
  await record(1);
  const { clock, controller, reported, watching, names, sleeps, before } = await stage();
  await sleeps();
  expect(names()).toEqual(['out.monitor']);
  expect(reported[0]?.before).toBe(before);
  await record(0);
  await clock.advance(999);
  expect(names()).toHaveLength(1);
  await clock.advance(1);
  await expect.poll(names).toEqual(['out.monitor', 'mic']);
  // Each is reported with the sound server as it was at the previous check.
  expect(reported[1]?.before).toBe(reported[0]?.reading);
  await record(1);
  await pactl().print(CHANGE);
  await expect.poll(names).toEqual(['out.monitor', 'mic', 'out.monitor']);
  controller.abort(new Error('the recorder ended'));
  await expect(watching).rejects.toThrow('the recorder ended');
});

test('a recording that was taken from its source is moved back, and no client hears of it', async () => {
  const monitorOfOut = ({ source }: RecordedSource) => (source.name === 'mic' ? 'out.monitor' : undefined);
  const moves = await pactl().letMove();
  await record(0);
  const { clock, controller, reported, watching, names, sleeps, before } = await stage(monitorOfOut);
  await sleeps();
  // Of the two recordings of the machine, the one of this recorder.
  expect(await moves()).toBe('1 out.monitor\n');
  await record(1);
  await clock.advance(1_000);
  await expect.poll(names).toEqual(['out.monitor']);
  expect(reported[0]?.before).toBe(before);
  controller.abort(new Error('over'));
  await watching.catch(() => undefined);
});

test('a recording that cannot be moved back is reported', async () => {
  await record(0);
  const { controller, watching, names } = await stage(() => 'out.monitor');
  await expect.poll(names).toEqual(['mic']);
  controller.abort(new Error('over'));
  await expect(watching).rejects.toThrow('over');
});

test('a recorder that records nothing just now is not reported', async () => {
  await record();
  const { clock, controller, watching, names, sleeps } = await stage();
  await sleeps();
  await clock.advance(1_000);
  // It is read after the second look, whose end is not reported.
  await pactl().print(CHANGE);
  await sleeps();
  expect(names()).toEqual([]);
  await record(1);
  await pactl().print(CHANGE);
  await clock.advance(CHECK_INTERVAL_MS);
  await sleeps();
  expect(names()).toEqual(['out.monitor']);
  controller.abort(new Error('over'));
  await expect(watching).rejects.toThrow('over');
});

test('a change is reported once the sound server answers again', async () => {
  await record(1);
  const { clock, controller, watching, names, sleeps } = await stage();
  await sleeps();
  await pactl().fallSilent();
  await clock.advance(1_000);
  await sleeps();
  await record(0);
  await clock.advance(1_000);
  await expect.poll(names).toEqual(['out.monitor', 'mic']);
  await pactl().print(CHANGE);
  await sleeps();
  expect(names()).toEqual(['out.monitor', 'mic', 'mic']);
  await pactl().fallSilent();
  await clock.advance(CHECK_INTERVAL_MS);
  await pactl().print(CHANGE);
  await sleeps();
  await record(1);
  await clock.advance(1_000);
  await expect.poll(names).toEqual(['out.monitor', 'mic', 'mic', 'out.monitor']);
  controller.abort(new Error('over'));
  await expect(watching).rejects.toThrow('over');
});

test('the watch of a sound server that is silent ends with it', async () => {
  await record(1);
  const { clock, watching, sleeps } = await stage();
  await sleeps();
  await pactl().fallSilent();
  await clock.advance(1_000);
  await sleeps();
  await pactl().hangUp();
  await expect(endOf(watching, clock)).resolves.toBeUndefined();
});

test('the watch ends with the sound server', async () => {
  await record(1);
  const { clock, watching, sleeps } = await stage();
  await sleeps();
  await pactl().hangUp();
  await expect(endOf(watching, clock)).resolves.toBeUndefined();
});

test('a sound server that does not answer is none', async () => {
  expect(await tryReadSoundServer()).toBeUndefined();
});
