import { z } from 'zod';
import type { Channel } from '../../engine/protocol/call-parts.ts';
import { readLabelledSound } from './audio-manifest.ts';
import { fitLabelled, readLabelledJson } from './read-labelled.ts';

const utteranceSchema = z
  .object({
    channel: z.enum(['me', 'them']),
    /** Where it sounds on its channel. */
    startMs: z.number().nonnegative(),
    endMs: z.number(),
    text: z.string(),
    kind: z.enum(['question', 'statement', 'backchannel', 'smalltalk']),
    /** `answer`: the assistant should answer it. */
    expects: z.enum(['answer', 'none']),
    /** Lower-case words or stems; one of them shows that an answer is on the subject. */
    keyFacts: z.array(z.string()).default([]),
    tags: z.array(z.string()).default([]),
  })
  .refine(({ startMs, endMs }) => endMs > startMs, 'ends before it starts');
export type CallUtterance = z.infer<typeof utteranceSchema>;

const callSchema = z.object({ utterances: z.array(utteranceSchema).min(1) });

/**
 * Reads the utterances of a call, in order of start.
 * @throws EngineError 'bad-argument' that names the fault.
 */
export async function readCallReference(path: string): Promise<readonly CallUtterance[]> {
  const remedy = 'Give the reference of a call: its utterances with channel, times, text, kind and expects.';
  const json = await readLabelledJson(path, remedy);
  const { utterances } = fitLabelled(json, callSchema, path, { what: 'reference of a call', remedy });
  return utterances.toSorted((a, b) => a.startMs - b.startMs);
}

/**
 * Reads the recording of one channel.
 * @throws EngineError 'bad-argument' when it ends before what is said on the channel; what `readSound` throws.
 */
export async function readCallSound(
  path: string,
  channel: Channel,
  utterances: readonly CallUtterance[],
): Promise<Int16Array> {
  const own = utterances.filter((utterance) => utterance.channel === channel);
  const speechSegments = own.map(({ startMs, endMs }) => [startMs, endMs] as const);
  return (await readLabelledSound({ path, speechSegments })).samples;
}
