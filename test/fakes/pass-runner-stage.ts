import { silentLogger } from '../../engine/base/logger.ts';
import {
  PassRunner,
  type PassRequest,
  type PassRunnerDeps,
} from '../../engine/transcription/recognizers/whisper/pass-runner.ts';
import { VirtualClock } from './virtual-clock.ts';
import { FakeSpeechProcess, type SpeechProcessScript } from './speech-process.ts';

export const FINAL_PASS: PassRequest = {
  samples: new Int16Array(16_000).fill(1_000),
  audioContextCount: 512,
  language: 'en',
  prompt: '',
  threadCount: 2,
};

/** A pass runner over fake processes, in virtual time. */
export interface PassRunnerStage {
  readonly clock: VirtualClock;
  readonly runner: PassRunner;
  readonly processes: readonly FakeSpeechProcess[];
  /** What the runner reported of itself, in order. */
  readonly reported: readonly string[];
  newest(): FakeSpeechProcess;
  run(request?: PassRequest): Promise<unknown>;
  /** Runs a pass, gives it up after a while and waits until the process is free. */
  abandonAfter(durationMs: number): Promise<void>;
}

/** @param script of all processes, or of each one by its index. */
export async function openPassRunner(
  script: Omit<SpeechProcessScript, 'clock'> | ((processIndex: number) => Omit<SpeechProcessScript, 'clock'>),
  more: Partial<PassRunnerDeps> = {},
): Promise<PassRunnerStage> {
  const clock = new VirtualClock();
  const processes: FakeSpeechProcess[] = [];
  const reported: string[] = [];
  const runner = new PassRunner({
    spawn: () => {
      const own = typeof script === 'function' ? script(processes.length) : script;
      const process = new FakeSpeechProcess({ clock, ...own });
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
    onReady: () => reported.push('ready'),
    onRestart: () => reported.push('restart'),
    onDown: () => reported.push('down'),
    ...more,
  });
  const newest = (): FakeSpeechProcess => {
    const process = processes.at(-1);
    if (!process) throw new Error('no process was started');
    return process;
  };
  await clock.runUntil(runner.start());
  await clock.advance(1_000);
  return {
    clock,
    runner,
    processes,
    reported,
    newest,
    run: (request = FINAL_PASS) => clock.runUntil(runner.run(request, never())),
    abandonAfter: async (durationMs) => {
      const stop = new AbortController();
      const given = runner.run(FINAL_PASS, stop.signal).catch(() => undefined);
      await clock.advance(durationMs);
      stop.abort(new Error('speech went on'));
      await clock.runUntil(given);
    },
  };
}

export function never(): AbortSignal {
  return new AbortController().signal;
}
