import type { FakeAnswer, FakeChatMessage, FakeModel, FakeOllamaOptions } from './types.ts';

/** What the fake Ollama says: listings, refusals, answers. */

export function listed(model: FakeModel) {
  return {
    name: model.name,
    model: model.name,
    modified_at: '2026-01-01T00:00:00Z',
    size: model.sizeBytes ?? 2_000_000_000,
    digest: 'simulated',
    details: {
      family: model.family ?? 'llama',
      parameter_size: model.parameterSize ?? '3.2B',
      quantization_level: model.quantization ?? 'Q4_K_M',
    },
    capabilities: model.capabilities ?? ['completion'],
    ...(model.remoteHost === undefined
      ? {}
      : { remote_host: model.remoteHost, remote_model: model.name.split(':')[0] }),
  };
}

export function refuse(model: FakeModel, think: unknown): string | undefined {
  const capabilities = model.capabilities ?? ['completion'];
  if (!capabilities.includes('completion')) return `"${model.name}" does not support chat`;
  const wantsThinking = think === true || typeof think === 'string';
  if (wantsThinking && !capabilities.includes('thinking')) return `"${model.name}" does not support thinking`;
  return undefined;
}

/** The last known question in the last user message is the one that is answered. */
export function toAnswer(answers: FakeOllamaOptions['answers']): FakeAnswer {
  if (typeof answers === 'function') return answers;
  const known = [...(answers ?? [])].map(([question, text]) => [question.toLowerCase(), text] as const);
  return (messages) => {
    const last = messages.findLast((message) => message.role === 'user')?.content.toLowerCase() ?? '';
    const found = known
      .map(([question, text]) => ({ at: last.lastIndexOf(question), length: question.length, text }))
      .filter(({ at }) => at >= 0)
      .toSorted((a, b) => b.at + b.length - (a.at + a.length) || b.length - a.length);
    return found[0]?.text;
  };
}

export function simulate(messages: readonly FakeChatMessage[]): string {
  const asked = messages.findLast((message) => message.role === 'user')?.content ?? '';
  return [
    '- Simulated: no model ran, this comes from the fake server',
    `- Simulated: the prompt had ${messages.length} messages`,
    `- Simulated: its last message had ${asked.length} characters`,
  ].join('\n');
}

export function upToStop(text: string, stop: unknown): string {
  const sequences = Array.isArray(stop) ? stop.map(String) : [];
  const ends = sequences.map((sequence) => text.indexOf(sequence)).filter((index) => index >= 0);
  return text.slice(0, Math.min(text.length, ...ends));
}

export function embed(input: unknown): readonly (readonly number[])[] {
  const texts = Array.isArray(input) ? input.map(String) : [String(input)];
  return texts.map((text) => {
    const vector = Array.from({ length: 8 }, () => 0);
    for (let index = 0; index < text.length; index += 1) {
      vector[(index + text.charCodeAt(index)) % 8]! += 1;
    }
    return vector;
  });
}
