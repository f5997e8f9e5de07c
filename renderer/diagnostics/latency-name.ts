import type { MessageKey, Messages } from '../messages/messages.ts';

type LatencyKey = Extract<MessageKey, `diagnostics.latency.${string}`>;

/** What a latency of the metrics is called; its own name when the catalogue has none for it. */
export function latencyName(name: string, { t }: Messages): string {
  const key = `diagnostics.latency.${name}`;
  const text = t(key as LatencyKey);
  return text === key ? name : text;
}
