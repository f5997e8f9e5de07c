import type { ModelFile } from '../../engine/protocol/events.ts';
import { SPEECH_MODEL_KINDS } from '../../engine/protocol/model-kind.ts';
import type { Settings, SettingsPatch } from '../../engine/protocol/settings.ts';
import { DOWNLOADS_FOR, runningDownloads } from '../session/selectors.ts';
import type { Machine, SessionState } from '../session/state.ts';

/** Who will ask the questions: it decides what is listened to, and whose questions are answered. */
export type Voices = 'call' | 'room' | 'key';

/** The settings of each way to use Sotto. */
export function audioFor(voices: Voices, how: WayToHear): SettingsPatch {
  switch (voices) {
    case 'call':
      return {
        audio: { microphone: 'page', them: how, answerMicrophone: false },
        question: { onlyOnRequest: false },
      };
    case 'room':
      return {
        audio: { microphone: 'page', them: 'none', answerMicrophone: true },
        question: { onlyOnRequest: false },
      };
    case 'key':
      return { audio: { microphone: 'page', them: 'none' }, question: { onlyOnRequest: true } };
  }
}

/** The way that the settings describe now; undefined as long as nobody has chosen one. */
export function voicesOf({ audio, question }: Settings): Voices | undefined {
  if (question.onlyOnRequest) return 'key';
  if (audio.them !== 'none') return 'call';
  return audio.answerMicrophone ? 'room' : undefined;
}

export type WayToHear = 'monitor' | 'page';

/** How this system lets the call be heard, with the least effort first. @param canShare as the page can. */
export function waysToHearOthers(machine: Machine | undefined, canShare: boolean): readonly WayToHear[] {
  return [...(machine?.canRecordOutput ? ['monitor' as const] : []), ...(canShare ? ['page' as const] : [])];
}

/** The page has a way to share sound with it; the desktop app brings its own. */
export function canShareSound(): boolean {
  return 'getDisplayMedia' in (navigator.mediaDevices ?? {});
}

/** Ready, on its way, or to be fetched. */
export type Readiness = 'ready' | 'loading' | 'downloading' | 'missing';

export function recommendedSpeech(files: readonly ModelFile[]): ModelFile | undefined {
  return files.find(({ kind, isRecommended }) => kind !== 'chat' && isRecommended);
}

export function recommendedChat(files: readonly ModelFile[]): ModelFile | undefined {
  return files.find(({ kind, isRecommended }) => kind === 'chat' && isRecommended);
}

export function speechReadiness(state: SessionState): Readiness {
  return readinessOf(state, 'speech');
}

export function answersReadiness(state: SessionState): Readiness {
  return readinessOf(state, 'model');
}

/**
 * What "Set everything up" has to fetch: the recommended speech model unless one is here, and a chat model
 * unless one is here, from Ollama where it runs. What is being loaded is here, also from a folder of the user's.
 */
export function missingModels(state: SessionState): {
  readonly speech: ModelFile | undefined;
  readonly chat: ModelFile | undefined;
  readonly isChatFromOllama: boolean;
} {
  const { modelFiles, machine } = state;
  const isHere = (kinds: readonly string[]): boolean =>
    modelFiles.some(({ kind, isPresent }) => isPresent && kinds.includes(kind));
  const isInUse = (readiness: Readiness): boolean => readiness === 'ready' || readiness === 'loading';
  const hasSpeech = isInUse(speechReadiness(state)) || isHere(SPEECH_MODEL_KINDS);
  const hasChat =
    isInUse(answersReadiness(state)) || isHere(['chat']) || (machine?.ollamaModelCount ?? 0) > 0;
  const chat = hasChat ? undefined : recommendedChat(modelFiles);
  return {
    speech: hasSpeech ? undefined : recommendedSpeech(modelFiles),
    chat,
    isChatFromOllama: machine?.ollama === 'running' && chat?.ollamaName !== undefined,
  };
}

function readinessOf({ components, downloads }: SessionState, component: 'speech' | 'model'): Readiness {
  const status = components[component]?.status;
  if (status === 'ready' || status === 'degraded') return 'ready';
  const isFetched = runningDownloads(downloads).some(({ kind }) => DOWNLOADS_FOR[component]?.includes(kind));
  if (isFetched) return 'downloading';
  return status === 'starting' ? 'loading' : 'missing';
}
