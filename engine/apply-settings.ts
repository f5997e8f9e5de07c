import type { AnswerCache } from './answer/answer-cache.ts';
import type { RunInBackground } from './base/background.ts';
import { EngineError } from './base/engine-error.ts';
import type { CaptureControl } from './listening/capture-control.ts';
import type { QuestionDetectorUpkeep } from './question/question-detector-upkeep.ts';
import type { ModelSupervisor } from './answer/servers/model-supervisor.ts';
import type { UnstampedEvent } from './protocol/events.ts';
import { keepsWords, type Settings } from './protocol/settings.ts';
import type { Semaphore } from './base/semaphore.ts';
import type { Monitoring } from './telemetry/monitoring.ts';
import type { SpeakerLabeller } from './speakers/speaker-labeller.ts';
import type { SpeechSupervisor } from './transcription/speech-supervisor.ts';

/** Speech settings that are read at each pass. */
const PER_PASS_FIELDS: readonly (keyof Settings['speech'])[] = ['language', 'vocabulary', 'speakers'];
/** Audio settings that need no device to be opened again. */
const PER_LOOK_FIELDS: readonly (keyof Settings['audio'])[] = [
  'answerMicrophone',
  'noticeCalls',
  'ignoredPrograms',
];
/** Model settings that are read at each answer. */
const PER_ANSWER_FIELDS: readonly (keyof Settings['model'])[] = ['speculation', 'prewarm', 'permitCount'];

export interface FollowingParts {
  readonly capture: CaptureControl;
  readonly speech: SpeechSupervisor;
  readonly speakers: Pick<SpeakerLabeller, 'reload'>;
  readonly chatModel: ModelSupervisor;
  readonly limiter: Semaphore;
  readonly questionDetector: QuestionDetectorUpkeep;
  readonly cache: Pick<AnswerCache, 'clear'>;
  readonly monitoring: Pick<Monitoring, 'enable'>;
  readonly publish: (event: UnstampedEvent) => void;
  readonly background: RunInBackground;
}

/**
 * Makes each part follow a change of the settings; what did not change is left alone. Loading continues
 * in the background and shows in the component states.
 * @throws EngineError 'settings-unwritable' when words that are no longer to be kept cannot be taken off the disk.
 */
export async function applySettings(before: Settings, after: Settings, parts: FollowingParts): Promise<void> {
  const { background } = parts;
  parts.publish({ type: 'settings.changed', settings: after });
  parts.limiter.resize(after.model.permitCount);
  if (differs(before.model, after.model, PER_ANSWER_FIELDS)) {
    background('change the model', () => parts.chatModel.reload());
  }
  if (differs(before.speech, after.speech, PER_PASS_FIELDS)) {
    background('change the recognizer', () => parts.speech.reload());
  } else if (differs(before.speech, after.speech, [])) parts.speech.publishState();
  if (before.speech.speakers !== after.speech.speakers) {
    background('change the speaker model', () => parts.speakers.reload());
  }
  if (differs(before.audio, after.audio, PER_LOOK_FIELDS)) parts.capture.restartIfListening();
  if (differs(before.server, after.server, [])) {
    background('switch monitoring', () => parts.monitoring.enable(after.server.metrics));
  }
  if (differs(before.question, after.question, ['onlyOnRequest'])) parts.questionDetector.applySettings();
  if (keepsWords(before) && !keepsWords(after)) await clearKept(parts.cache);
}

async function clearKept(cache: FollowingParts['cache']): Promise<void> {
  try {
    await cache.clear();
  } catch (error) {
    throw new EngineError(
      'settings-unwritable',
      'From now on nothing is kept, but cached answers of before are still on the disk.',
      'Allow Sotto to write to its data folder, then wipe what was said.',
      { cause: error },
    );
  }
}

function differs<Section extends object>(
  before: Section,
  after: Section,
  ignoredFields: readonly (keyof Section)[],
): boolean {
  const ignored = new Set<PropertyKey>(ignoredFields);
  const relevant = (section: Section): string =>
    JSON.stringify(Object.entries(section).filter(([field]) => !ignored.has(field)));
  return relevant(before) !== relevant(after);
}
