import path from 'node:path';
import { createCallHistory, type CallHistory } from './answer/prompt/call-history.ts';
import { createBacklogGate, type BacklogGate } from './call/backlog-gate.ts';
import { createOpenTurns, type OpenTurns } from './call/open-turns.ts';
import { flushOften, recordCalls, type CallRecorder } from './call/record-calls.ts';
import { createStatedFacts, type StatedFacts } from './call/stated-facts.ts';
import { createTurnMemory, type TurnMemory } from './call/turn-memory.ts';
import type { EngineCore, EngineOptions } from './parts/engine-core.ts';
import type { EngineParts } from './parts/open-parts.ts';
import { createDiagnostics, type Diagnostics } from './telemetry/diagnostics.ts';
import { createMonitoring, type Monitoring } from './telemetry/monitoring.ts';
import { keepsWords } from './protocol/settings.ts';
import { openPerformanceLog, PERFORMANCE_FILE_NAME } from './telemetry/performance-log.ts';
import { createTurnMetrics, type TurnMetrics } from './telemetry/turn-metrics.ts';

/** What follows the events of a call and remembers some of them. */
export interface CallWatchers {
  readonly metrics: TurnMetrics;
  readonly diagnostics: Diagnostics;
  readonly monitoring: Monitoring;
  readonly turns: TurnMemory;
  readonly facts: StatedFacts;
  readonly calls: CallRecorder;
  readonly callHistory: CallHistory;
  readonly gate: BacklogGate;
  readonly open: OpenTurns;
}

/** @param clientCount of the server, which is made later. */
export async function watchCalls(
  core: EngineCore,
  parts: EngineParts,
  options: EngineOptions,
  clientCount: () => number,
): Promise<CallWatchers> {
  const { clock, log, hub, closing, run } = core;
  const { dataDir } = options.config;
  const { history, limiter, settings, questionDetector, chatModel } = parts;
  const mayKeep = (): boolean => keepsWords(settings.current());
  const metrics = createTurnMetrics();
  const diagnostics = createDiagnostics(clock, core.publish);
  const performanceLog = closing.ownSync(
    openPerformanceLog({
      // One-shot commands do not count as use.
      path: options.staticDirectory === undefined ? undefined : path.join(dataDir, PERFORMANCE_FILE_NAME),
      mayWrite: mayKeep,
      clock,
      log,
    }),
  );
  const monitoring = createMonitoring({
    dataDir,
    appVersion: options.appVersion,
    clock,
    log,
    readings: () => ({
      runningAnswerCount: limiter.heldCount,
      waitingAnswerCount: limiter.waitingCount,
      clientCount: clientCount(),
      realTimeFactor: parts.speech.pace()?.realTimeFactor,
    }),
  });
  const turns = createTurnMemory();
  const facts = createStatedFacts(core.publish);
  const calls = recordCalls(history, () => history.state.status === 'session' || mayKeep());
  core.background('keep open turns', () => flushOften(calls, clock, run.signal));
  const gate = createBacklogGate();
  const open = createOpenTurns();
  const observers = [
    metrics,
    diagnostics,
    performanceLog,
    monitoring,
    turns,
    facts,
    calls,
    gate,
    open,
    questionDetector,
    chatModel,
  ];
  hub.subscribe((event) => {
    for (const observer of observers) observer.observe(event);
  });
  await monitoring.enable(settings.current().server.metrics);
  return {
    metrics,
    diagnostics,
    monitoring,
    turns,
    facts,
    calls,
    callHistory: createCallHistory(),
    gate,
    open,
  };
}
