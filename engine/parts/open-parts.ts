import { publishStates } from '../base/publish-states.ts';
import type { AnswerCache } from '../answer/answer-cache.ts';
import { createModelSupervisor, type ModelSupervisor } from '../answer/servers/model-supervisor.ts';
import { applyToken } from './apply-token.ts';
import type { EngineContext } from '../base/engine-context.ts';
import { forkChild } from '../base/fork-child.ts';
import { Semaphore } from '../base/semaphore.ts';
import { publishSettingsNotice } from '../call/publish.ts';
import type { EngineCore, EngineOptions } from './engine-core.ts';
import type { History } from '../history/history-store.ts';
import { createDownloads, type Downloads } from '../model-files/downloads.ts';
import type { ModelStore } from '../model-files/model-store.ts';
import { openStores } from './open-stores.ts';
import type { Settings } from '../protocol/settings.ts';
import {
  openQuestionDetectorUpkeep,
  type QuestionDetectorUpkeep,
} from '../question/question-detector-upkeep.ts';
import { createAccessTokens, keepTokensInMemory, type AccessTokens } from '../settings/access-tokens.ts';
import { demoSettings } from '../settings/demo-settings.ts';
import { createEngineSettings, type EngineSettings } from '../settings/engine-settings.ts';
import { openSettingsStore } from '../settings/settings-store.ts';
import type { KeptAudio } from '../transcription/kept-audio.ts';
import { createSpeakerLabeller, type SpeakerLabeller } from '../speakers/speaker-labeller.ts';
import { openVoiceEmbedder } from '../transcription/recognizers/sherpa-onnx/voice-embedder.ts';
import { createSpeechSupervisor, type SpeechSupervisor } from '../transcription/speech-supervisor.ts';
import { createVoiceDetectors, type VoiceDetectors } from '../vad/voice-detectors.ts';

/** The parts that a call is heard and answered with. */
export interface EngineParts {
  readonly context: EngineContext;
  readonly settings: EngineSettings;
  readonly accessTokens: AccessTokens;
  readonly history: History;
  readonly cache: AnswerCache;
  readonly modelFiles: ModelStore;
  readonly keptAudio: KeptAudio;
  readonly downloads: Downloads;
  readonly questionDetector: QuestionDetectorUpkeep;
  readonly limiter: Semaphore;
  readonly speech: SpeechSupervisor;
  readonly speakers: SpeakerLabeller;
  readonly chatModel: ModelSupervisor;
  readonly voices: VoiceDetectors;
}

const WAITING_ANSWER_LIMIT_COUNT = 8;
/** Foreground, speculative, prewarm. */
const ANSWER_PRIORITY_COUNT = 3;

/**
 * @param follow makes all parts follow a change of the settings.
 * @throws EngineError 'bad-settings'
 */
export async function openParts(
  core: EngineCore,
  options: EngineOptions,
  follow: (before: Settings, after: Settings) => Promise<void>,
): Promise<EngineParts> {
  const { background, closing } = core;
  const { context, settings } = await openContext(core, options, follow);
  const accessTokens = createAccessTokens({
    keeper: options.tokenKeeper ?? keepTokensInMemory(options.config.accessTokens ?? {}, settings.current()),
    settings: settings.current,
    publish: core.publish,
    onChange: (service) => applyToken(service, settings.current(), { chatModel, speech, background }),
  });
  const { history, cache, modelFiles, keptAudio } = await openStores(context);
  closing.ownSync(history);
  closing.ownSync(keptAudio);
  closing.defer('cache', () => cache.flush());
  const downloads = closing.own('downloads', createDownloads({ ...context, background }));
  const questionDetector = closing.own('question detector', await openQuestionDetectorUpkeep(context));
  const limiter = new Semaphore({
    permitCount: settings.current().model.permitCount,
    priorityCount: ANSWER_PRIORITY_COUNT,
    queueLimitCount: WAITING_ANSWER_LIMIT_COUNT,
    order: 'newest-first',
  });
  const speech = closing.own(
    'speech',
    createSpeechSupervisor({
      ...context,
      modelFiles,
      accessToken: () => accessTokens.current('speech'),
      isModelAtWork: (): boolean => chatModel.isLoading || limiter.heldCount > 0,
    }),
  );
  const speakers = closing.own(
    'speakers',
    createSpeakerLabeller({
      ...context,
      modelFiles,
      openEmbedder: (modelPath) => openVoiceEmbedder({ ...context, modelPath }),
    }),
  );
  const chatModel = closing.own(
    'model',
    createModelSupervisor({
      ...context,
      modelFiles,
      accessToken: () => accessTokens.current('model'),
      tokensLoaded: accessTokens.loaded,
      isAnswering: () => limiter.heldCount > 0 || limiter.waitingCount > 0,
      speechActivity: speech.activity,
    }),
  );
  const voices = closing.own('voice detectors', createVoiceDetectors(context));
  return {
    context,
    settings,
    accessTokens,
    history,
    cache,
    modelFiles,
    keptAudio,
    downloads,
    questionDetector,
    limiter,
    speech,
    speakers,
    chatModel,
    voices,
  };
}

/** Reads the settings and reports what is wrong with them. */
async function openContext(
  { clock, log, publish }: EngineCore,
  { config, assetsDirectory, spawnChild }: EngineOptions,
  follow: (before: Settings, after: Settings) => Promise<void>,
): Promise<{ readonly context: EngineContext; readonly settings: EngineSettings }> {
  const store = await openSettingsStore({ directory: config.dataDir, overrides: config.overrides, log });
  const settings = createEngineSettings({
    store,
    demo: demoSettings(assetsDirectory),
    onNotice: (notice) => publishSettingsNotice(notice, publish),
    onChange: follow,
  });
  publish({ type: 'settings.changed', settings: settings.current() });
  if (store.notice) publishSettingsNotice(store.notice, publish);
  for (const warning of config.warnings ?? []) log.warn('environment passed over', { warning });
  const context: EngineContext = {
    dataDir: config.dataDir,
    assetsDirectory,
    clock,
    log,
    spawn: spawnChild ?? forkChild,
    settings: settings.current,
    publish,
    publishState: publishStates(publish),
  };
  return { context, settings };
}
