import { expect, test } from 'vitest';
import { silentLogger } from '../../../../../engine/base/logger.ts';
import {
  SpeechProcessSupervisor,
  type SpeechProcessSupervisorDeps,
} from '../../../../../engine/transcription/recognizers/whisper/speech-process-supervisor.ts';
import { FakeSpeechProcess, type SpeechProcessScript } from '../../../../fakes/speech-process.ts';
import { VirtualClock } from '../../../../fakes/virtual-clock.ts';

async function stage(
  script: Omit<SpeechProcessScript, 'clock'> = {},
  more: Partial<SpeechProcessSupervisorDeps> = {},
) {
  const clock = new VirtualClock();
  const processes: FakeSpeechProcess[] = [];
  const reported: string[] = [];
  const supervisor = new SpeechProcessSupervisor({
    spawn: () => {
      const process = new FakeSpeechProcess({ clock, ...script });
      processes.push(process);
      return process;
    },
    entryPath: 'entry',
    modelPath: 'model.bin',
    useGpu: false,
    threadCount: 2,
    memoryLimitBytes: 2_000_000_000,
    readCpuMs: () => Promise.resolve(0),
    clock,
    log: silentLogger,
    onServing: ({ backend }) => reported.push(`serving on ${backend}`),
    onLost: (detail, error) => reported.push(error ? `given up: ${error.code}` : `lost: ${detail}`),
    onReply: ({ type }) => reported.push(type),
    onRestart: () => reported.push('restart'),
    onReady: () => reported.push('ready'),
    ...more,
  });
  supervisor.start();
  await clock.advance(1_000);
  const loads = () => processes.map(({ loads: [load] }) => load);
  const newest = (): FakeSpeechProcess => processes.at(-1) ?? new FakeSpeechProcess({ clock });
  return { clock, supervisor, processes, reported, loads, newest };
}

test('a process serves as soon as its model is loaded, and its replies are passed on', async () => {
  const { clock, supervisor, reported, newest } = await stage();
  expect(reported).toEqual(['serving on CPU', 'ready']);
  expect([supervisor.isReady, supervisor.processId, supervisor.restartCount]).toEqual([true, 4_242, 0]);
  supervisor.send({
    type: 'transcribe',
    passIndex: 1,
    samples: new Int16Array(1),
    audioContextCount: 0,
    language: 'en',
    prompt: '',
    threadCount: 1,
  });
  await clock.advance(500);
  expect(reported.at(-1)).toBe('transcribed');
  expect(newest().requests).toHaveLength(1);
});

test('a lost process is followed by another one, which needs no dummy pass', async () => {
  const { clock, supervisor, reported, loads, newest } = await stage();
  newest().crash();
  expect(reported.slice(2)).toEqual(['lost: SIGSEGV', 'restart']);
  expect(supervisor.isReady).toBe(false);
  await clock.advance(1_000);
  expect(reported.slice(4)).toEqual(['serving on CPU', 'ready']);
  expect(loads().map((load) => load?.isWarmed)).toEqual([true, false]);
  expect(supervisor.restartCount).toBe(1);
});

test('the fourth crash in five minutes is the last, until the user tries again', async () => {
  const { clock, supervisor, processes, reported, newest } = await stage();
  for (let crashIndex = 0; crashIndex < 4; crashIndex += 1) {
    newest().crash();
    await clock.advance(1_000);
  }
  expect(reported.at(-1)).toBe('given up: transcriber-down');
  expect([processes.length, supervisor.isReady, supervisor.processId]).toEqual([4, false, undefined]);
  supervisor.revive();
  await clock.advance(1_000);
  expect(supervisor.isReady).toBe(true);
  newest().crash();
  await clock.advance(1_000);
  expect(supervisor.isReady).toBe(true);
});

test('one that is replaced on purpose is not a crash, and one that misbehaves is', async () => {
  const { clock, supervisor, processes, reported } = await stage();
  for (let index = 0; index < 6; index += 1) {
    supervisor.replace();
    await clock.advance(1_000);
  }
  expect(reported.filter((text) => text.startsWith('lost'))).toEqual([]);
  supervisor.condemn('it hung');
  await clock.advance(1_000);
  expect(reported).toContain('lost: it hung');
  expect(processes.filter(({ isAlive }) => isAlive)).toHaveLength(1);
});

test.each(['crashes-on-load', 'refuses-load'] as const)(
  'a GPU that %s is not tried again, and the processor takes over',
  async (gpuFault) => {
    const { supervisor, loads, reported } = await stage({ gpuFault, backend: 'Vulkan0' }, { useGpu: true });
    expect(loads().map((load) => load?.useGpu)).toEqual([true, false]);
    expect([supervisor.gpuFailure, reported.at(-2)]).toEqual(['while the model loaded', 'serving on CPU']);
  },
);

test('a pass that took its process down is laid to the GPU only where one ran it', async () => {
  const gpu = await stage({ backend: 'Vulkan0' }, { useGpu: true });
  gpu.supervisor.blamePass();
  gpu.newest().crash();
  await gpu.clock.advance(1_000);
  expect([gpu.supervisor.gpuFailure, gpu.loads().at(-1)?.useGpu]).toEqual(['in a pass', false]);
  const cpu = await stage({ backend: 'CPU' }, { useGpu: true });
  cpu.supervisor.blamePass();
  expect(cpu.supervisor.gpuFailure).toBeUndefined();
});

test('once it is disposed of nothing is started or heard any more', async () => {
  const { clock, supervisor, processes, reported } = await stage();
  supervisor[Symbol.dispose]();
  await clock.advance(60_000);
  expect(processes.map(({ isAlive }) => isAlive)).toEqual([false]);
  expect(reported).toEqual(['serving on CPU', 'ready']);
});
