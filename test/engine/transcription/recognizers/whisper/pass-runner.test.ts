import { expect, test } from 'vitest';
import { FINAL_PASS, never, openPassRunner } from '../../../../fakes/pass-runner-stage.ts';

test('a pass that crashes the process twice is given up, and the next one is served', async () => {
  const stage = await openPassRunner({ crashOn: (passIndex) => passIndex === 1 });
  await expect(stage.run()).rejects.toMatchObject({ code: 'transcriber-failed' });
  expect(stage.processes).toHaveLength(3);
  expect(await stage.run()).toMatchObject({ text: 'pass 2' });
});

test('four crashes in five minutes are too many; the same number over a longer time is not', async () => {
  const spread = await openPassRunner({});
  for (let crashIndex = 0; crashIndex < 6; crashIndex += 1) {
    spread.newest().crash();
    await spread.clock.advance(110_000);
  }
  expect(await spread.run()).toMatchObject({ text: 'pass 1' });
  const dense = await openPassRunner({});
  for (let crashIndex = 0; crashIndex < 4; crashIndex += 1) {
    dense.newest().crash();
    await dense.clock.advance(60_000);
  }
  await expect(dense.run()).rejects.toMatchObject({ code: 'transcriber-down' });
  expect(dense.reported).toContain('down');
  await dense.clock.runUntil(dense.runner.restart());
  expect(await dense.run()).toMatchObject({ text: 'pass 1' });
});

test('a process that no longer answers its heartbeat is replaced, and its pass replayed', async () => {
  const stage = await openPassRunner({ passMs: 4_000 });
  const text = stage.run();
  await stage.clock.advance(100);
  stage.newest().hang();
  expect(await text).toMatchObject({ text: 'pass 1' });
  expect(stage.processes.map((process) => process.isAlive)).toEqual([false, true]);
  expect(stage.runner.measure()).toMatchObject({ replayedPassCount: 1, restartCount: 1 });
});

test('a process that owes heartbeats and yet computes is on a busy machine, and is waited for', async () => {
  let cpuMs = 0;
  const stage = await openPassRunner({}, { readCpuMs: () => Promise.resolve((cpuMs += 10)) });
  stage.newest().hang();
  const pass = stage.runner.run(FINAL_PASS, never());
  await stage.clock.advance(120_000);
  expect(stage.processes.map((process) => process.isAlive)).toEqual([true]);
  stage.runner[Symbol.dispose]();
  await expect(pass).rejects.toMatchObject({ code: 'transcriber-down' });
});

test('a pass that never comes back meets its deadline, however well the heart beats', async () => {
  const stage = await openPassRunner({ passMs: Number.POSITIVE_INFINITY });
  await expect(stage.run()).rejects.toMatchObject({ code: 'transcriber-timeout' });
  expect(stage.clock.nowMs()).toBeLessThan(60_000);
  expect(stage.processes[0]?.isAlive).toBe(false);
});

test('a pass that waits for a long load meets its deadline and leaves the load alone', async () => {
  const stage = await openPassRunner((processIndex) => ({ startMs: processIndex === 0 ? 100 : 40_000 }));
  stage.newest().crash();
  await expect(stage.run()).rejects.toMatchObject({ code: 'transcriber-timeout' });
  await stage.clock.advance(20_000);
  expect(await stage.run()).toMatchObject({ text: 'pass 2' });
  expect(stage.processes).toHaveLength(2);
});

test('a process that grows beyond the memory limit is replaced', async () => {
  const stage = await openPassRunner({});
  stage.newest().residentBytes = 3_000_000_000;
  await stage.clock.advance(2_000);
  expect(stage.processes.map((process) => process.isAlive)).toEqual([false, true]);
});

test.each(['crashes-on-load', 'refuses-load'] as const)(
  'a GPU that %s of the model is not tried again, and that is known',
  async (gpuFault) => {
    const stage = await openPassRunner({ gpuFault, backend: 'Vulkan0' }, { useGpu: true });
    expect(stage.processes.map((process) => process.loads[0]?.useGpu)).toEqual([true, false]);
    expect([stage.runner.backend, stage.runner.gpuFailure]).toEqual(['CPU', 'while the model loaded']);
  },
);

test('a pass that crashes on the GPU is replayed on the processor, and the GPU stays off', async () => {
  const stage = await openPassRunner({ gpuFault: 'crashes-in-pass', backend: 'Vulkan0' }, { useGpu: true });
  expect([stage.runner.backend, stage.runner.gpuFailure]).toEqual(['Vulkan0', undefined]);
  expect(await stage.run()).toMatchObject({ text: 'pass 1' });
  expect(stage.processes.map((process) => process.loads[0]?.useGpu)).toEqual([true, false]);
  expect([stage.runner.backend, stage.runner.gpuFailure]).toEqual(['CPU', 'in a pass']);
});

test('a pass that never comes back from the GPU turns it off too', async () => {
  const stage = await openPassRunner({ gpuFault: 'never-answers', backend: 'Vulkan0' }, { useGpu: true });
  await expect(stage.run()).rejects.toMatchObject({ code: 'transcriber-timeout' });
  expect(await stage.run()).toMatchObject({ text: 'pass 2' });
  expect([stage.runner.backend, stage.runner.gpuFailure]).toEqual(['CPU', 'in a pass']);
});

test('a crash on a machine without a GPU is not laid to one, in a pass or at the next load', async () => {
  const stage = await openPassRunner(
    (processIndex) => (processIndex === 1 ? { crashesOnLoad: true } : { crashOn: () => processIndex === 0 }),
    { useGpu: true },
  );
  expect(await stage.run()).toMatchObject({ text: 'pass 1' });
  expect(stage.processes.map((process) => process.loads[0]?.useGpu)).toEqual([true, true, true]);
  expect(stage.runner.gpuFailure).toBeUndefined();
});

test('a process loads its model with the threads it was given and one dummy pass; a replayed pass is as good', async () => {
  const stage = await openPassRunner({}, { threadCount: 3 });
  const load = { type: 'load', useGpu: false, threadCount: 3, isWarmed: true };
  expect(stage.newest().loads).toEqual([{ ...load, modelPath: 'model.bin' }]);
  stage.newest().crash();
  await stage.clock.advance(1_000);
  expect(stage.newest().loads[0]).toEqual({
    ...load,
    modelPath: 'model.bin',
    isWarmed: false,
  });
});

test('a model that does not load fails the start with the reason', async () => {
  await expect(openPassRunner({ loadFailure: 'no memory' })).rejects.toMatchObject({
    code: 'transcriber-failed',
    message: expect.stringContaining('no memory') as unknown,
  });
});

test('an abandoned pass is ended only when its rest is clearly longer than a new start', async () => {
  const long = await openPassRunner({ passMs: 5_000, startMs: 200 });
  await long.run();
  await long.abandonAfter(1_000);
  expect(await long.run()).toMatchObject({ text: 'pass 3' });
  expect(long.runner.measure()).toMatchObject({ abandonedPassCount: 1, killedPassCount: 1, restartCount: 1 });
  const short = await openPassRunner({ passMs: 1_000, startMs: 800 });
  await short.run();
  const startMs = short.clock.nowMs();
  await short.abandonAfter(100);
  expect(short.clock.nowMs() - startMs).toBeGreaterThanOrEqual(1_000);
  expect(await short.run()).toMatchObject({ text: 'pass 3' });
  expect(short.runner.measure()).toMatchObject({
    abandonedPassCount: 1,
    killedPassCount: 0,
    restartCount: 0,
  });
});

test('a pass that is abandoned before a process has it never runs', async () => {
  const stage = await openPassRunner((processIndex) => ({ startMs: processIndex === 0 ? 100 : 40_000 }));
  stage.newest().crash();
  await stage.abandonAfter(100);
  expect(stage.runner.measure()).toMatchObject({ abandonedPassCount: 1, killedPassCount: 0 });
  await stage.clock.advance(50_000);
  expect(await stage.run()).toMatchObject({ text: 'pass 2' });
  expect(stage.runner.measure()).toMatchObject({ passCount: 1 });
});

test('one pass at a time: the queue stands before the recognizer', async () => {
  const stage = await openPassRunner({ passMs: 1_000 });
  const first = stage.runner.run(FINAL_PASS, never());
  expect(() => stage.runner.run(FINAL_PASS, never())).toThrow('one pass at a time');
  expect(await stage.clock.runUntil(first)).toMatchObject({ text: 'pass 1' });
});

test('closing ends the process and rejects what runs', async () => {
  const stage = await openPassRunner({ passMs: 10_000 });
  const refused = expect(stage.runner.run(FINAL_PASS, never())).rejects.toMatchObject({
    code: 'transcriber-down',
  });
  await stage.clock.advance(10);
  stage.runner[Symbol.dispose]();
  await refused;
  expect(stage.newest().isAlive).toBe(false);
  await stage.clock.advance(10_000);
  expect(stage.processes).toHaveLength(1);
});
