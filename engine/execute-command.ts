import { canRecordOutput } from './capture/monitor-source.ts';
import { existsSync } from 'node:fs';
import type { AccessTokens } from './settings/access-tokens.ts';
import type { AnswerControl } from './answer/answer-control.ts';
import { EngineError } from './base/engine-error.ts';
import type { Clock } from './base/clock.ts';
import { isWayland } from './protocol/wayland.ts';
import type { Question } from './base/nouns.ts';
import type { ModelKind } from './protocol/model-kind.ts';
import type { CaptureControl } from './listening/capture-control.ts';
import type { Downloads } from './model-files/downloads.ts';
import type { QuestionDetectorUpkeep } from './question/question-detector-upkeep.ts';
import { ASKED_ON_DEMAND, type PushToTalk } from './listening/push-to-talk.ts';
import type { History } from './history/history-store.ts';
import type { ModelSupervisor } from './answer/servers/model-supervisor.ts';
import type { ModelStore } from './model-files/model-store.ts';
import type { Command } from './protocol/commands.ts';
import type { ComponentState } from './protocol/component-state.ts';
import type { DesktopAction, UnstampedEvent } from './protocol/events.ts';
import type { EngineSettings } from './settings/engine-settings.ts';
import type { SpeakerLabeller } from './speakers/speaker-labeller.ts';
import type { SpeechSupervisor } from './transcription/speech-supervisor.ts';
import type { Diagnostics } from './telemetry/diagnostics.ts';
import type { TurnMetrics } from './telemetry/turn-metrics.ts';
import type { StatedFacts } from './call/stated-facts.ts';
import type { TurnMemory } from './call/turn-memory.ts';

export interface CommandTargets {
  readonly clock: Clock;
  readonly settings: EngineSettings;
  readonly accessTokens: AccessTokens;
  readonly capture: CaptureControl;
  readonly pushToTalk: PushToTalk;
  readonly ask: (question: Question) => void;
  readonly answers: AnswerControl;
  readonly turns: TurnMemory;
  readonly facts: Pick<StatedFacts, 'publish'>;
  readonly chatModel: ModelSupervisor;
  readonly speech: SpeechSupervisor;
  readonly speakers: Pick<SpeakerLabeller, 'rename' | 'reload'>;
  readonly modelFiles: ModelStore;
  readonly downloads: Downloads;
  readonly questionDetector: QuestionDetectorUpkeep;
  readonly metrics: TurnMetrics;
  readonly diagnostics: Diagnostics;
  readonly history: History;
  readonly demoCallPath: string;
  readonly nextTurnId: () => string;
  /** Erases what was said and answered. */
  readonly wipe: () => Promise<void>;
  readonly publish: (event: UnstampedEvent) => void;
}

/**
 * Executes a command of a client; the facts that follow are published as events.
 * @throws EngineError that becomes the refusal.
 */
export async function executeCommand(command: Command, targets: CommandTargets): Promise<void> {
  const { capture, settings, modelFiles } = targets;
  switch (command.type) {
    case 'ask':
      return askAnew(targets.nextTurnId(), command.text, 'typed', targets, command.aboutTurnId);
    case 'regenerate':
      return askAnew(command.turnId, targets.turns.textOf(command.turnId), 'regenerated', targets);
    case 'ask-turn':
      return askTurn(command.turnId, targets);
    case 'cancel':
      return targets.answers.cancel();
    case 'push-to-talk':
      return holdToAsk(command.phase, targets);
    case 'pause':
      return capture.setPaused(command.isPaused);
    case 'start-capture':
      return capture.start();
    case 'check-levels':
      return capture.checkLevels();
    case 'test-sound':
      return capture.test();
    case 'stop-capture':
    case 'stop-demo':
      return capture.stop();
    case 'play-demo':
      return playDemo(command.isFast ?? false, targets);
    case 'change-settings':
      return settings.change(command.patch);
    case 'set-access-token':
      return setAccessToken(command, targets);
    case 'give-consent':
      return settings.change({ privacy: { consentAtMs: targets.clock.wallMs() } });
    case 'withdraw-consent':
      await capture.stop();
      return settings.change({ privacy: { consentAtMs: null } });
    case 'control-desktop':
      return controlDesktop(command.action, targets);
    case 'wipe':
      return targets.wipe();
    case 'list-models':
      await targets.chatModel.publishListing();
      return publishModelFiles(targets);
    case 'measure-model':
      return targets.chatModel.trials.measure(command.name);
    case 'choose-model':
      return chooseModel(targets);
    case 'describe-machine':
      return targets.chatModel.describeMachine(await canRecordOutput());
    case 'start-ollama':
      return targets.chatModel.startOllama();
    case 'collect-diagnostics':
      return targets.diagnostics.publish();
    case 'collect-facts':
      return targets.facts.publish();
    case 'pull-model':
      return pullModel(command.name, targets);
    case 'download-model-file':
      return downloadModelFile(command.kind, command.name, targets);
    case 'import-model-file':
      return useModelFile(command.kind, await modelFiles.import(command.kind, command.path), targets);
    case 'delete-model-file':
      return deleteModelFile(command.kind, command.name, targets);
    case 'cancel-download':
      return targets.downloads.cancel(command.name);
    case 'retry':
      return retry(command.component, targets);
    case 'give-feedback':
      return targets.questionDetector.record(command.turnId, command.verdict);
    case 'revert-question-detector':
      return targets.questionDetector.revert();
    case 'rename-speaker':
      return targets.speakers.rename(command.speakerId, command.name);
    case 'report-capture':
      return capture.report(command);
    case 'report-push-to-talk':
      return targets.publish({ type: 'component.changed', state: pushToTalkState(command) });
    case 'report-painted':
      return notePaint(command.turnId, command.sinceEventMs, targets);
  }
}

/** The engine runs in the same session of the desktop as the app's windows. */
function controlDesktop(action: DesktopAction, { publish }: CommandTargets): void {
  if (action === 'click-through' && isWayland()) {
    throw new EngineError(
      'bad-argument',
      'Under Wayland no window lets clicks through to what lies below it.',
      'Hide Sotto instead, or log in to an X11 session.',
    );
  }
  publish({ type: 'desktop.requested', action });
}

/** Publishes which model files there are. */
export async function publishModelFiles(
  targets: Pick<CommandTargets, 'modelFiles' | 'publish'>,
): Promise<void> {
  targets.publish({ type: 'model-files.listed', files: [...(await targets.modelFiles.list())] });
}

async function deleteModelFile(kind: ModelKind, name: string, targets: CommandTargets): Promise<void> {
  await targets.modelFiles.delete(kind, name);
  return publishModelFiles(targets);
}

/** An address that was entered just before is the one that the token is for. */
async function setAccessToken(
  { service, token }: Extract<Command, { type: 'set-access-token' }>,
  { settings, accessTokens }: CommandTargets,
): Promise<void> {
  await settings.settled();
  return accessTokens.change(service, token);
}

function notePaint(turnId: string, sinceEventMs: number, { metrics, diagnostics }: CommandTargets): void {
  metrics.observePainted(sinceEventMs);
  diagnostics.observePainted(turnId, sinceEventMs);
}

function askAnew(
  turnId: string,
  text: string,
  origin: 'typed' | 'regenerated',
  targets: CommandTargets,
  aboutTurnId?: string,
): void {
  targets.ask({
    ...(aboutTurnId !== undefined && { antecedent: targets.turns.textOf(aboutTurnId) }),
    turnId,
    channel: 'me',
    text,
    judgement: ASKED_ON_DEMAND,
    origin,
    askedAtMs: targets.clock.nowMs(),
  });
}

/** A turn that was passed over and is asked after all is one that the detector missed. */
async function askTurn(turnId: string, targets: CommandTargets): Promise<void> {
  const text = targets.turns.textOf(turnId);
  await targets.questionDetector.record(turnId, 'missed');
  askAnew(turnId, text, 'typed', targets);
}

function holdToAsk(phase: 'press' | 'release', { pushToTalk, publish }: CommandTargets): void {
  if (phase === 'press') pushToTalk.press();
  else pushToTalk.release();
  publish({ type: 'push-to-talk.changed', isHeld: pushToTalk.isHeld });
}

async function playDemo(isFast: boolean, targets: CommandTargets): Promise<void> {
  if (!existsSync(targets.demoCallPath)) {
    throw new EngineError(
      'source-missing',
      'The demo call is not in this copy of Sotto.',
      'Install Sotto again.',
    );
  }
  await targets.settings.setDemo(true);
  await Promise.all([targets.speech.settled(), targets.chatModel.settled()]);
  return targets.capture.playDemo(targets.demoCallPath, isFast);
}

async function chooseModel({ chatModel, settings }: CommandTargets): Promise<void> {
  const patch = await chatModel.trials.choose();
  if (patch) await settings.change(patch);
}

function downloadModelFile(kind: ModelKind, name: string, targets: CommandTargets): void {
  targets.downloads.start(
    kind,
    name,
    (signal) => targets.modelFiles.download(kind, name, signal),
    () => useModelFile(kind, name, targets),
  );
}

function pullModel(name: string, targets: CommandTargets): void {
  const useIt = async (): Promise<void> => {
    await targets.settings.change({ model: { name } });
    await targets.chatModel.reload();
  };
  targets.downloads.start('ollama', name, (signal) => targets.chatModel.pull(name, signal), useIt);
}

/** A model that the user just fetched is the one they want. */
async function useModelFile(kind: ModelKind, name: string, targets: CommandTargets): Promise<void> {
  await publishModelFiles(targets);
  if (kind === 'chat') return targets.settings.change({ model: { embeddedModel: name } });
  if (kind === 'speaker') {
    await targets.settings.change({ speech: { speakers: true } });
    return targets.speakers.reload();
  }
  return targets.settings.change({ speech: { model: name, recognizer: 'auto' } });
}

async function retry(component: string, targets: CommandTargets): Promise<void> {
  if (component === 'model') return targets.chatModel.reload();
  if (component === 'speech') return targets.speech.reload();
  if (component === 'speakers') return targets.speakers.reload();
  if (component === 'history') return targets.history.retry();
  if (component === 'microphone' || component === 'them') return targets.capture.start();
  throw new EngineError(
    'bad-argument',
    `There is nothing to try again for "${component}".`,
    'Restart Sotto.',
  );
}

function pushToTalkState(report: Extract<Command, { type: 'report-push-to-talk' }>): ComponentState {
  if (report.isRegistered) return { component: 'push-to-talk', status: 'ready', reason: report.detail };
  return {
    component: 'push-to-talk',
    status: 'degraded',
    reason: report.detail,
    code: 'keys-taken',
    action: { label: 'Choose another key', kind: 'open-settings', target: 'keys' },
  };
}
