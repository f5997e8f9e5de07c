import type { ErrorCode } from '../../engine/protocol/error-codes.ts';
import type { ComponentNote } from '../../engine/protocol/component-notes.ts';
import type { ComponentState } from '../../engine/protocol/component-state.ts';
import type { Messages } from './messages.ts';

/** A failure as the engine words it, in English. */
interface EngineFailure {
  readonly code: ErrorCode;
  readonly message: string;
  readonly remedy: string;
}

/** A failure as the page shows it. */
interface FailureText {
  readonly message: string;
  readonly remedy: string;
  /** What the engine says beyond that, in English; '' when the message has it all. */
  readonly detail: string;
}

/**
 * In English the engine's own words, which name files and hosts, unless they name a command or a variable
 * of the terminal; in other languages the wording of the code, with the engine's message as the detail.
 */
export function failureText({ t, language }: Messages, failure: EngineFailure): FailureText {
  const { code, message, remedy } = failure;
  // The words of an unforeseen error are a program's, not ours.
  const hasOwn = (text: string): boolean =>
    language === 'en' && code !== 'internal' && text !== '' && !isForTerminal(text);
  const isOwnMessage = hasOwn(message);
  return {
    message: isOwnMessage ? message : t(`error.${code}`),
    remedy: hasOwn(remedy) ? remedy : t(`remedy.${code}`),
    detail: isOwnMessage || code === 'internal' || isForTerminal(message) ? '' : message,
  };
}

/** What the engine calls a device until its name is known. */
const UNNAMED_DEVICES = new Map<string, 'component.microphone' | 'device.computer'>([
  ['Microphone', 'component.microphone'],
  ['Sound of this computer', 'device.computer'],
  ['system sound', 'device.computer'],
]);

export function deviceName({ t }: Messages, device: string): string {
  const key = UNNAMED_DEVICES.get(device);
  return key === undefined ? device : t(key);
}

/** What runs, as the engine names it, with the words in it that are not names. */
export function nameText(messages: Messages, reason: string): string {
  const { t, date } = messages;
  if (reason === 'rules') return t('state.rules');
  const trainedOn = /^trained (\d{4}-\d\d-\d\d)/.exec(reason)?.[1];
  if (trainedOn !== undefined) return t('state.trained', { date: date(Date.parse(trainedOn)) });
  return deviceName(messages, reason).replace(/\b(\d+) threads?\b/, (_match, count: string) =>
    t('state.threads', { count: Number(count) }),
  );
}

/** Parts whose reason is the name of a device or of a model. */
const NAMED: ReadonlySet<ComponentState['component']> = new Set(['microphone', 'them', 'question-detector']);

/** What runs or what is wrong with a part. */
export function reasonText(
  messages: Messages,
  { component, status, reason, name, notes, code }: ComponentState,
): string {
  const { t, language } = messages;
  // What runs is named the same in every language: "llama3.2:3b · Ollama", "Built-in microphone".
  const isName =
    status === 'ready' && notes === undefined && (reason.includes(' · ') || NAMED.has(component));
  const isOwn = language === 'en' && code !== 'internal';
  if (reason !== '' && !isForTerminal(reason) && (isOwn || isName))
    return isName ? nameText(messages, reason) : reason;
  if (notes)
    return [
      ...(name === undefined || status !== 'ready' ? [] : [nameText(messages, name)]),
      ...notes.map((note) => noteText(messages, note)),
    ].join(' · ');
  return code === undefined ? t(`state.${status}`) : t(`error.${code}`);
}

function noteText({ t, duration }: Messages, note: ComponentNote): string {
  switch (note.kind) {
    case 'pace':
      return t(`note.pace.${note.verdict}`, {
        clip: duration(note.clipMs),
        pass: duration(Math.max(100, note.passMs)),
      });
    case 'limit':
      return t(`note.limit.${note.limit}`);
    case 'behind': {
      const { cause, effect, utteranceCount: count } = note;
      const isCounted = effect === 'late' || effect === 'losing';
      return t(`note.cause.${cause}`, {
        effect: isCounted ? t(`note.effect.${effect}`, { count }) : t(`note.effect.${effect}`),
      });
    }
  }
}

/** What the button of a part says. */
export function actionText(
  { t, language }: Messages,
  action: Pick<NonNullable<ComponentState['action']>, 'label' | 'kind'>,
): string {
  if (language === 'en') return action.label;
  // What is running is not started.
  return action.label === 'Try again' ? t('action.retry') : t(`action.${action.kind}`);
}

function isForTerminal(text: string): boolean {
  return /`|\b(?:SOTTO|OLLAMA|HTTPS?)_[A-Z_]+\b/.test(text);
}
