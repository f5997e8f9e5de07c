import { expect, test } from 'vitest';
import { FINAL_PASS, never, openPassRunner, type PassRunnerStage } from '../../fakes/pass-runner-stage.ts';

const ROOM = { expectedBytes: 500_000_000, availableBytes: () => 8_000_000_000 };
/** Long enough for the spare to be started and loaded. */
const QUIET_MS = 5_000;

test('when nobody speaks, a second process loads the same models, warms them and waits', async () => {
  const stage = await openPassRunner({}, { spareRoom: ROOM, twinPath: 'twin.bin' });
  expect(stage.processes).toHaveLength(1);
  await stage.clock.advance(QUIET_MS);
  expect(stage.processes).toHaveLength(2);
  expect(stage.newest().loads.map(({ modelPath, isWarmed }) => [modelPath, isWarmed])).toEqual([
    ['model.bin', true],
    ['twin.bin', true],
  ]);
  expect(stage.runner.measure()).toMatchObject({
    isSpareReady: true,
    restartCount: 0,
    promotedSpareCount: 0,
  });
  await stage.clock.advance(600_000);
  expect(stage.processes).toHaveLength(2);
});

test('a superseded pass is ended for a final one, which begins at once in the spare', async () => {
  const stage = await openWithSpare({ passMs: 1_000, startMs: 800 });
  await stage.run();
  await stage.clock.advance(QUIET_MS);
  await stage.abandonAfter(100, 'final');
  const beginMs = stage.clock.nowMs();
  expect(await stage.run()).toMatchObject({ text: 'pass 3' });
  expect(stage.clock.nowMs() - beginMs).toBe(1_000);
  expect(aliveCount(stage)).toBe(1);
  expect(stage.runner.measure()).toMatchObject({
    killedPassCount: 1,
    promotedSpareCount: 1,
    isSpareReady: false,
  });
  expect(stage.told).toEqual(['ready']);
  await stage.clock.advance(QUIET_MS);
  expect(stage.runner.measure().isSpareReady).toBe(true);
  expect(stage.processes).toHaveLength(3);
});

test('a final pass that waits already goes to the spare in the moment the one before it is superseded', async () => {
  const stage = await openWithSpare({ passMs: 1_000, startMs: 800 });
  await stage.run();
  await stage.clock.advance(QUIET_MS);
  const stop = new AbortController();
  const first = stage.runner.run(FINAL_PASS, stop.signal).catch(() => 'given up');
  const second = stage.runner.run(FINAL_PASS, never());
  await stage.clock.advance(100);
  const beginMs = stage.clock.nowMs();
  stop.abort(new Error('speech went on'));
  expect(await stage.clock.runUntil(Promise.all([first, second]))).toMatchObject([
    'given up',
    { text: 'pass 3' },
  ]);
  expect(stage.clock.nowMs() - beginMs).toBe(1_000);
});

test('the spare is not spent on a partial pass, nor on a rest that nobody notices', async () => {
  const stage = await openWithSpare({ passMs: 1_000, startMs: 800 });
  await stage.run();
  await stage.clock.advance(QUIET_MS);
  await stage.abandonAfter(100);
  await stage.run({ ...FINAL_PASS, urgency: 'partial' });
  await stage.abandonAfter(900);
  await stage.run();
  expect(stage.runner.measure()).toMatchObject({
    abandonedPassCount: 2,
    killedPassCount: 0,
    isSpareReady: true,
  });
});

test('a crash in mid-pass is replayed in the spare at once, and nothing is told', async () => {
  const stage = await openWithSpare({ passMs: 1_000, startMs: 800 });
  const text = stage.runner.run(FINAL_PASS, never());
  await stage.clock.advance(400);
  stage.processes[0]?.crash();
  const beginMs = stage.clock.nowMs();
  expect(await stage.clock.runUntil(text)).toMatchObject({ text: 'pass 1' });
  expect(stage.clock.nowMs() - beginMs).toBe(1_000);
  expect(stage.runner.measure()).toMatchObject({
    replayedPassCount: 1,
    restartCount: 1,
    promotedSpareCount: 1,
  });
  expect(stage.told).toEqual(['ready']);
});

test('a process that hangs is replaced by the spare', async () => {
  const stage = await openWithSpare({ passMs: 4_000 });
  const text = stage.runner.run(FINAL_PASS, never());
  await stage.clock.advance(100);
  stage.processes[0]?.hang();
  expect(await stage.clock.runUntil(text)).toMatchObject({ text: 'pass 1' });
  expect(stage.processes.map((process) => process.isAlive)).toEqual([false, true]);
});

test('a process that is lost while the spare still loads is followed by it all the same', async () => {
  const stage = await openPassRunner({ startMs: 800 }, { spareRoom: ROOM });
  await stage.clock.advance(1_000);
  expect(stage.processes).toHaveLength(2);
  stage.processes[0]?.crash();
  expect(stage.told).toEqual(['ready', 'restart']);
  expect(await stage.run()).toMatchObject({ text: 'pass 1' });
  expect(stage.processes).toHaveLength(2);
  expect(stage.told).toEqual(['ready', 'restart', 'ready']);
  expect(stage.runner.measure()).toMatchObject({ restartCount: 1, promotedSpareCount: 0 });
});

test('a spare that loads gives way to a pass, and comes in a longer silence', async () => {
  const stage = await openPassRunner({ startMs: 800, passMs: 300 }, { spareRoom: ROOM });
  await stage.clock.advance(1_000);
  expect(stage.runner.isIdle).toBe(false);
  await stage.run();
  expect(stage.processes.map((process) => process.isAlive)).toEqual([true, false]);
  await stage.clock.advance(2_500);
  expect(stage.processes).toHaveLength(2);
  await stage.clock.advance(QUIET_MS);
  expect(stage.runner.measure()).toMatchObject({ isSpareReady: true, passCount: 1 });
});

test('while passes follow each other closely, no spare is loaded', async () => {
  const stage = await openPassRunner({ passMs: 300 }, { spareRoom: ROOM });
  for (let passIndex = 0; passIndex < 20; passIndex += 1) {
    await stage.run();
    await stage.clock.advance(1_000);
  }
  expect(stage.processes).toHaveLength(1);
});

test('without memory for two there is no spare, and it comes when there is room', async () => {
  let freeBytes = 1_400_000_000;
  const stage = await openPassRunner({}, { spareRoom: { ...ROOM, availableBytes: () => freeBytes } });
  await stage.clock.advance(600_000);
  expect(stage.processes).toHaveLength(1);
  freeBytes = 1_600_000_000;
  await stage.clock.advance(70_000);
  expect(stage.runner.measure().isSpareReady).toBe(true);
});

test('a parked spare ends when the machine runs out of memory', async () => {
  let freeBytes = 8_000_000_000;
  const stage = await openWithSpare({}, { spareRoom: { ...ROOM, availableBytes: () => freeBytes } });
  freeBytes = 400_000_000;
  await stage.clock.advance(2_000);
  expect(stage.processes.map((process) => process.isAlive)).toEqual([true, false]);
  await stage.run();
  await stage.clock.advance(60_000);
  expect(stage.processes).toHaveLength(2);
});

test('a model on a GPU has no spare; one whose GPU failed has', async () => {
  const onGpu = await openPassRunner({ backend: 'Vulkan0' }, { spareRoom: ROOM, useGpu: true });
  await onGpu.clock.advance(60_000);
  expect(onGpu.processes).toHaveLength(1);
  const onCpu = await openPassRunner({ gpuFault: 'crashes-on-load' }, { spareRoom: ROOM, useGpu: true });
  await onCpu.clock.advance(QUIET_MS);
  expect(onCpu.processes.map((process) => process.loads[0]?.useGpu)).toEqual([true, false, false]);
});

test.each(['full', 'twin'] as const)(
  'a spare that crashes over its %s model is tried three times in five minutes',
  async (crashOnLoad) => {
    const stage = await openPassRunner((processIndex) => (processIndex === 0 ? {} : { crashOnLoad }), {
      spareRoom: ROOM,
      twinPath: 'twin.bin',
    });
    await stage.clock.advance(200_000);
    expect(stage.processes).toHaveLength(4);
    expect(aliveCount(stage)).toBe(1);
    // None of that touches the one at work.
    expect(await stage.run({ ...FINAL_PASS, variant: 'twin' })).toMatchObject({ text: 'pass 1' });
    expect(stage.processes[0]?.passes).toEqual(['twin']);
    expect(stage.runner.measure()).toMatchObject({ restartCount: 0, isSpareReady: false });
    await stage.clock.advance(300_000);
    await stage.run();
    await stage.clock.advance(60_000);
    expect(stage.processes.length).toBeGreaterThan(4);
  },
);

test('a parked spare that crashes, hangs or grows too large is replaced', async () => {
  const stage = await openWithSpare({});
  stage.newest().crash();
  await stage.clock.advance(2 * QUIET_MS);
  stage.newest().hang();
  await stage.clock.advance(4 * QUIET_MS);
  expect(stage.processes).toHaveLength(4);
  expect(stage.processes.map((process) => process.isAlive)).toEqual([true, false, false, true]);
  stage.newest().residentBytes = 3_000_000_000;
  await stage.clock.advance(QUIET_MS);
  expect(stage.newest().isAlive).toBe(false);
  expect(stage.runner.measure().restartCount).toBe(0);
});

test('a spare has the twin too, so that a short pass goes on as fast after a promotion', async () => {
  const stage = await openWithSpare({ passMs: 1_000 }, { twinPath: 'twin.bin' });
  stage.processes[0]?.crash();
  expect(await stage.run({ ...FINAL_PASS, variant: 'twin' })).toMatchObject({ text: 'pass 1' });
  expect(stage.newest().passes).toEqual(['twin']);
});

test('a spare that is promoted before its twin is loaded hears the pass with the whole model', async () => {
  const stage = await openPassRunner({ startMs: 800 }, { spareRoom: ROOM, twinPath: 'twin.bin' });
  await stage.clock.advance(1_700);
  expect(stage.newest().loads).toHaveLength(2);
  stage.processes[0]?.crash();
  expect(await stage.run({ ...FINAL_PASS, variant: 'twin' })).toMatchObject({ text: 'pass 1' });
  expect(stage.newest().passes).toEqual(['full']);
  expect(stage.processes).toHaveLength(2);
});

test('a twin that was given up is not loaded into the next spare', async () => {
  const stage = await openWithSpare(
    { crashOn: (_passIndex, variant) => variant === 'twin' },
    { twinPath: 'twin.bin' },
  );
  expect(await stage.run({ ...FINAL_PASS, variant: 'twin' })).toMatchObject({ text: 'pass 1' });
  expect(stage.told).toEqual(['ready', 'twin failed']);
  await stage.clock.advance(QUIET_MS);
  expect(stage.newest().loads.map(({ variant }) => variant)).toEqual(['full']);
  expect(stage.runner.measure().isSpareReady).toBe(true);
});

test('a recognizer that is given up ends its spare too', async () => {
  const stage = await openWithSpare({});
  for (let crashIndex = 0; crashIndex < 4; crashIndex += 1) {
    stage.processes.find((process) => process.isAlive)?.crash();
    await stage.clock.advance(QUIET_MS);
  }
  expect(stage.told.at(-1)).toBe('down');
  expect(aliveCount(stage)).toBe(0);
  await stage.clock.advance(60_000);
  expect(aliveCount(stage)).toBe(0);
});

test('closing ends the running process and the spare, also one that loads, and starts no other', async () => {
  const parked = await openWithSpare({ passMs: 1_000 });
  const refused = expect(parked.runner.run(FINAL_PASS, never())).rejects.toMatchObject({
    code: 'transcriber-down',
  });
  await parked.clock.advance(10);
  const loading = await openPassRunner({ startMs: 800 }, { spareRoom: ROOM });
  await loading.clock.advance(1_000);
  for (const { runner, clock, processes } of [parked, loading]) {
    expect(processes).toHaveLength(2);
    runner[Symbol.dispose]();
    await clock.advance(60_000);
    expect(processes.map((process) => process.isAlive)).toEqual([false, false]);
  }
  await refused;
});

async function openWithSpare(...[script, more]: Parameters<typeof openPassRunner>): Promise<PassRunnerStage> {
  const stage = await openPassRunner(script, { spareRoom: ROOM, ...more });
  await stage.clock.advance(QUIET_MS);
  expect(stage.runner.measure().isSpareReady).toBe(true);
  return stage;
}

function aliveCount({ processes }: PassRunnerStage): number {
  return processes.filter((process) => process.isAlive).length;
}
