import { fork, type ChildProcess } from 'node:child_process';
import { once } from 'node:events';
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { parseArgs } from 'node:util';
import { systemClock } from '../engine/base/clock.ts';
import { noteLine, printJson } from '../engine/base/terminal.ts';
import { startFakeOllama } from '../test/fakes/ollama-server.ts';
import type { FakeFault, FakeOllama } from '../test/fakes/ollama/types.ts';
import { connectClient, type ProtocolClient } from '../test/fakes/protocol-client.ts';
import { toyAnswers } from '../test/fakes/toy-chat.ts';
import { judgeSoak } from './soak/judge-soak.ts';
import type { FromSoakEngine, SoakReading, ToSoakEngine } from './soak/soak-engine.ts';

/**
 * Runs the engine through call after call while its HUD comes and goes, its model server misbehaves and its speech
 * process is killed, and prints as JSON what that did to memory and handles. Exit code 1 when a limit was broken.
 *
 *   npm run soak -- [--minutes 10]        480 minutes for the long run
 */

const MINUTE_MS = 60_000;
const READING_COUNT = 40;
const MIN_READING_INTERVAL_MS = 2_000;
const ROUND_MS = 500;
/** Far enough apart for recognition to come back, and for the crash budget of the speech process. */
const SPEECH_KILL_INTERVAL_MS = 110_000;
const FIRST_SPEECH_KILL_MS = 5_000;
const STOP_DEADLINE_MS = 10_000;
/** A busy machine takes longer than a short run lasts; without any answer there is nothing to judge. */
const FIRST_ANSWER_PATIENCE_MS = 3 * 60_000;
const FAULTS: readonly FakeFault[] = [
  { kind: 'reset', afterBytes: 0 },
  { kind: 'reset', afterBytes: 200 },
  { kind: 'cut', afterBytes: 150 },
  { kind: 'end-early', afterTokenCount: 3 },
  { kind: 'reply', status: 503, body: '{"error":"server busy, please try again"}' },
  { kind: 'reply', status: 500, body: '{"error":"CUDA error: out of memory"}' },
  { kind: 'reply', status: 200, headers: { 'content-type': 'text/html' }, body: '<html>Sign in</html>' },
  { kind: 'error-line', afterTokenCount: 4, text: 'model runner has unexpectedly stopped' },
  { kind: 'insert-lines', afterTokenCount: 2, lines: ['{not json'] },
  { kind: 'empty', doneReason: 'stop' },
];

const { values } = parseArgs({ options: { minutes: { type: 'string', default: '10' } } });
const durationMs = Number(values.minutes) * MINUTE_MS;
if (!(durationMs > 0)) throw new Error(`"${values.minutes}" is not a number of minutes.`);
process.exitCode = await soak(durationMs);

/** @returns the exit code. */
async function soak(durationMs: number): Promise<number> {
  await using undo = new AsyncDisposableStack();
  const dataDir = mkdtempSync(path.join(tmpdir(), 'sotto-soak-'));
  undo.defer(() => rmSync(dataDir, { recursive: true, force: true }));
  const ollama = undo.use(await startFakeOllama({ models: [{ name: 'toy:1b' }], answers: toyAnswers }));
  const engine = fork(path.join(import.meta.dirname, 'soak', 'soak-engine.ts'), [], { execArgv: [] });
  undo.defer(() => void engine.kill('SIGKILL'));
  process.once('SIGINT', () => process.exit(130)).once('SIGTERM', () => process.exit(143));
  process.on('exit', () => engine.kill('SIGKILL'));
  send(engine, { type: 'start', start: { dataDir, ollamaUrl: ollama.url } });
  const startedAtMs = performance.now();
  const run: SoakRun = { readings: [], reconnectCount: 0, faultCount: 0, speechKillCount: 0 };
  let engineFailureCount = 0;
  try {
    await disturb(engine, ollama, durationMs, run);
    if ((await end(engine)) !== 0) engineFailureCount += 1;
  } catch (error) {
    noteLine(String(error));
    engineFailureCount += 1;
  }
  const { readings, ...counts } = run;
  const { broken, ...figures } = judgeSoak(readings, engineFailureCount);
  const last = readings.at(-1);
  printJson(
    JSON.stringify({
      minutes: (performance.now() - startedAtMs) / MINUTE_MS,
      engineFailureCount,
      callCount: last?.callCount ?? 0,
      transcriptCount: last?.transcriptCount ?? 0,
      answerCount: last?.answerCount ?? 0,
      brokenAnswerCount: last?.brokenAnswerCount ?? 0,
      ...counts,
      readingCount: readings.length,
      ...figures,
      broken,
    }),
  );
  for (const name of broken) noteLine(`A limit was broken: ${name}.`);
  return broken.length > 0 ? 1 : 0;
}

interface SoakRun {
  readonly readings: SoakReading[];
  reconnectCount: number;
  faultCount: number;
  speechKillCount: number;
}

/** @throws when the engine ends before its time. */
async function disturb(
  engine: ChildProcess,
  ollama: FakeOllama,
  durationMs: number,
  run: SoakRun,
): Promise<void> {
  const { port, token } = await next(engine, 'ready');
  const startedAtMs = performance.now();
  const readingIntervalMs = Math.max(MIN_READING_INTERVAL_MS, durationMs / READING_COUNT);
  let speechKillAtMs = startedAtMs + FIRST_SPEECH_KILL_MS;
  let hud: ProtocolClient | undefined;
  const isTooEarly = (): boolean => {
    const elapsedMs = performance.now() - startedAtMs;
    const hasAnswered = (run.readings.at(-1)?.answerCount ?? 0) > 0;
    return elapsedMs < durationMs || (!hasAnswered && elapsedMs < durationMs + FIRST_ANSWER_PATIENCE_MS);
  };
  while (isTooEarly()) {
    hud = await reconnect(hud, port, token);
    run.reconnectCount += 1;
    misbehave(ollama, run.faultCount);
    run.faultCount += 1;
    if (performance.now() >= startedAtMs + run.readings.length * readingIntervalMs) {
      send(engine, { type: 'read' });
      const reading = await next(engine, 'reading');
      run.readings.push(reading);
      if (performance.now() >= speechKillAtMs && reading.speechProcessId !== null) {
        process.kill(reading.speechProcessId, 'SIGKILL');
        run.speechKillCount += 1;
        speechKillAtMs = performance.now() + SPEECH_KILL_INTERVAL_MS;
      }
    }
    await systemClock.sleep(ROUND_MS);
  }
  await hud?.[Symbol.asyncDispose]();
}

/** As a reloaded page: with the number of the last event it saw, or without. */
async function reconnect(
  before: ProtocolClient | undefined,
  port: number,
  token: string,
): Promise<ProtocolClient> {
  const epoch = before?.welcome.epoch;
  const afterSeq = before?.events.at(-1)?.seq;
  await before?.[Symbol.asyncDispose]();
  const mayResume = epoch !== undefined && afterSeq !== undefined && Math.random() < 0.5;
  return connectClient({ port, token, ...(mayResume && { resume: { epoch, afterSeq } }) });
}

/** Every other request goes wrong in one way after the other. */
function misbehave(ollama: FakeOllama, index: number): void {
  ollama.clearFaults();
  const fault = FAULTS[Math.floor(index / 2) % FAULTS.length];
  if (fault && index % 2 === 0) ollama.addFault(fault, { times: 1 });
}

/** @returns its exit code; null when it had to be killed. */
async function end(engine: ChildProcess): Promise<number | null> {
  const ended = once(engine, 'exit') as Promise<[number | null]>;
  send(engine, { type: 'stop' });
  const overdue = setTimeout(() => engine.kill('SIGKILL'), STOP_DEADLINE_MS);
  const [code] = await ended;
  clearTimeout(overdue);
  return code;
}

function send(engine: ChildProcess, message: ToSoakEngine): void {
  engine.send(message);
}

/** @throws when the engine ends first. */
async function next<Type extends FromSoakEngine['type']>(
  engine: ChildProcess,
  type: Type,
): Promise<Extract<FromSoakEngine, { type: Type }>> {
  const ended = new AbortController();
  const onExit = (): void => ended.abort(new Error('The engine ended.'));
  engine.once('exit', onExit);
  try {
    for (;;) {
      const [message] = (await once(engine, 'message', { signal: ended.signal })) as [FromSoakEngine];
      if (message.type === type) return message as Extract<FromSoakEngine, { type: Type }>;
    }
  } finally {
    engine.off('exit', onExit);
  }
}
