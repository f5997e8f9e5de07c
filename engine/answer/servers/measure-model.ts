import type { Clock } from '../../base/clock.ts';
import type { Settings } from '../../protocol/settings.ts';
import type { ChatModel, ModelListing } from './base/chat-model.ts';
import { createCallHistory } from '../prompt/call-history.ts';
import { buildPrompt } from '../prompt/prompt.ts';

/** How long a warm model took for a test question, asked the way a call asks it. */
export interface ModelPace {
  readonly firstTokenMs: number;
  /** Null when the answer was too short to measure. */
  readonly tokensPerSecond: number | null;
}

/** A first token within this feels like an answer while the question is still in the air. */
const QUICK_FIRST_TOKEN_MS = 1_500;

const WARM_UP_QUESTION = 'What does your product do?';
const QUESTION = 'What is the difference between a process and a thread?';
const MEASURED_TOKEN_COUNT = 48;
/** More of a machine's memory than this leaves too little for the call and the browser. */
const MEMORY_SHARE = 0.5;

/**
 * Loads the model, warms the part of the prompt that stays the same, then asks once.
 * @throws EngineError as the model does; `signal.reason` when aborted.
 */
export async function measureModel(
  model: ChatModel,
  settings: Settings,
  clock: Pick<Clock, 'nowMs'>,
  signal: AbortSignal,
): Promise<ModelPace> {
  await model.preload(signal);
  for await (const _delta of model.chat(
    { messages: promptFor(WARM_UP_QUESTION, settings), purpose: 'prefill' },
    signal,
  ));
  const startedAtMs = clock.nowMs();
  let firstTokenAtMs: number | undefined;
  let tokenCount = 0;
  const answer = model.chat({ messages: promptFor(QUESTION, settings), purpose: 'foreground' }, signal);
  for await (const delta of answer) {
    if (delta.type !== 'content') continue;
    firstTokenAtMs ??= clock.nowMs();
    tokenCount += 1;
    if (tokenCount === MEASURED_TOKEN_COUNT) break;
  }
  const endedAtMs = clock.nowMs();
  const firstTokenMs = (firstTokenAtMs ?? endedAtMs) - startedAtMs;
  const spentMs = endedAtMs - startedAtMs - firstTokenMs;
  const tokensPerSecond = tokenCount > 1 && spentMs > 0 ? ((tokenCount - 1) / spentMs) * 1_000 : null;
  return { firstTokenMs, tokensPerSecond };
}

/** The models worth measuring for an answer in a call, the largest that fits this machine first. */
export function candidatesOf(models: readonly ModelListing[], memoryBytes: number): readonly ModelListing[] {
  return models
    .filter(({ isRemote, unsuited }) => !isRemote && unsuited === undefined)
    .filter(({ sizeBytes = 0 }) => sizeBytes <= memoryBytes * MEMORY_SHARE)
    .toSorted((left, right) => (right.sizeBytes ?? 0) - (left.sizeBytes ?? 0));
}

/**
 * The first that is quick enough, else the quickest; undefined when none could be measured.
 * @param tryOut measures one model; undefined when it could not.
 */
export async function findQuick(
  names: readonly string[],
  tryOut: (name: string) => Promise<ModelPace | undefined>,
): Promise<string | undefined> {
  let quickest: { name: string; firstTokenMs: number } | undefined;
  for (const name of names) {
    const pace = await tryOut(name);
    if (pace && pace.firstTokenMs <= QUICK_FIRST_TOKEN_MS) return name;
    if (pace && pace.firstTokenMs < (quickest?.firstTokenMs ?? Infinity)) quickest = { name, ...pace };
  }
  return quickest?.name;
}

function promptFor(question: string, settings: Settings) {
  return buildPrompt(settings, createCallHistory(), { turnId: 'measure', text: question }).messages;
}
