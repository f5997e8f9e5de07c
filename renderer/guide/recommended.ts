import type { ModelFile } from '../../engine/protocol/events.ts';
import type { Settings, SettingsPatch } from '../../engine/protocol/settings.ts';
import { DOWNLOADS_FOR } from '../session/selectors.ts';
import type { Download, Machine, SessionState } from '../session/state.ts';

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

/** The way that the settings describe now. */
export function voicesOf({ audio, question }: Settings): Voices {
  if (question.onlyOnRequest) return 'key';
  return audio.them === 'none' ? 'room' : 'call';
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
export type Readiness =
  | { readonly is: 'ready' }
  | { readonly is: 'loading' }
  | { readonly is: 'downloading'; readonly download: Download }
  | { readonly is: 'missing'; readonly file: ModelFile | undefined; readonly fault: string };

export function recommendedSpeech(files: readonly ModelFile[]): ModelFile | undefined {
  return files.find(({ kind, isRecommended }) => kind !== 'chat' && isRecommended);
}

export function recommendedChat(files: readonly ModelFile[]): ModelFile | undefined {
  return files.find(({ kind, isRecommended }) => kind === 'chat' && isRecommended);
}

export function speechReadiness(state: SessionState): Readiness {
  return readinessOf(state, 'speech', recommendedSpeech(state.modelFiles));
}

export function answersReadiness(state: SessionState): Readiness {
  return readinessOf(state, 'model', recommendedChat(state.modelFiles));
}

/**
 * What "Set everything up" has to fetch: the recommended speech model unless one is here, and a chat model
 * unless one is here, from Ollama where it runs.
 */
export function missingModels(state: SessionState): {
  readonly speech: ModelFile | undefined;
  readonly chat: ModelFile | undefined;
  readonly isChatFromOllama: boolean;
} {
  const { modelFiles, machine } = state;
  const isHere = (kinds: readonly string[]): boolean =>
    modelFiles.some(({ kind, isPresent }) => isPresent && kinds.includes(kind));
  const hasSpeech = speechReadiness(state).is === 'ready' || isHere(['speech', 'sherpa-onnx']);
  const hasChat =
    answersReadiness(state).is === 'ready' || isHere(['chat']) || (machine?.ollamaModelCount ?? 0) > 0;
  const chat = hasChat ? undefined : recommendedChat(modelFiles);
  return {
    speech: hasSpeech ? undefined : recommendedSpeech(modelFiles),
    chat,
    isChatFromOllama: machine?.ollama === 'running' && chat?.ollamaName !== undefined,
  };
}

function readinessOf(
  state: SessionState,
  component: 'speech' | 'model',
  file: ModelFile | undefined,
): Readiness {
  const part = state.components[component];
  if (part?.status === 'ready' || part?.status === 'degraded') return { is: 'ready' };
  const downloads = Object.values(state.downloads).filter(({ kind }) =>
    DOWNLOADS_FOR[component]?.includes(kind),
  );
  const running = downloads.find(({ status }) => status === 'running');
  if (running) return { is: 'downloading', download: running };
  if (part?.status === 'starting') return { is: 'loading' };
  const failed = downloads.find(({ status }) => status === 'failed');
  return { is: 'missing', file, fault: failed?.detail ?? '' };
}
