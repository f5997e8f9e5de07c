import { createCallHistory } from '../../engine/answer/prompt/call-history.ts';
import type { ChatMessage, ChatModel, ChatUsage } from '../../engine/answer/servers/base/chat-model.ts';
import { buildPrompt } from '../../engine/answer/prompt/prompt.ts';
import type { Clock } from '../../engine/base/clock.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';

/** One whole answer and its times. */
export interface TimedAnswer {
  readonly text: string;
  readonly firstTokenMs: number;
  readonly totalMs: number;
  readonly usage: ChatUsage;
}

/** The prompt that the engine would send for a question that opens a call. */
export function promptFor(question: string): readonly ChatMessage[] {
  return buildPrompt(defaultSettings, createCallHistory(), { turnId: 'eval-1', text: question }).messages;
}

export async function askTimed(
  model: ChatModel,
  messages: readonly ChatMessage[],
  clock: Clock,
  signal: AbortSignal,
): Promise<TimedAnswer> {
  const startedAtMs = clock.nowMs();
  let firstTokenMs = Number.NaN;
  let text = '';
  let usage: ChatUsage = {};
  for await (const delta of model.chat({ messages, purpose: 'foreground' }, signal)) {
    if (delta.type === 'content') {
      if (text === '') firstTokenMs = clock.nowMs() - startedAtMs;
      text += delta.text;
    } else if (delta.type === 'done') usage = delta.usage;
  }
  return { text, firstTokenMs, totalMs: clock.nowMs() - startedAtMs, usage };
}

/** Output tokens a second, prompt time left out; NaN when the server does not count. */
export function tokensPerSecond(answers: readonly TimedAnswer[]): number {
  let tokenCount = 0;
  let spentMs = 0;
  for (const { usage, totalMs, firstTokenMs } of answers) {
    if (!usage.outputTokenCount) continue;
    tokenCount += usage.outputTokenCount;
    spentMs += usage.generateMs ?? totalMs - firstTokenMs;
  }
  return (tokenCount / spentMs) * 1_000;
}
