import { readFile } from 'node:fs/promises';
import path from 'node:path';
import { z } from 'zod';
import { PIPELINE_RATE_HZ } from './base/nouns.ts';
import { readWav } from './capture/wav-source.ts';

const callSchema = z.object({
  utterances: z.array(z.object({ startMs: z.number(), endMs: z.number() })),
});

const UTTERANCE_COUNT = 8;
const MIN_UTTERANCE_MS = 1_000;
const MARGIN_MS = 250;

/**
 * Utterances of the demo call, on which a recognizer can check itself before anybody has spoken; mono s16 at
 * PIPELINE_RATE_HZ. None when the demo is not in this copy.
 */
export async function readBundledUtterances(assetsDirectory: string): Promise<readonly Int16Array[]> {
  try {
    const demo = path.join(assetsDirectory, 'demo');
    const { utterances } = callSchema.parse(JSON.parse(await readFile(path.join(demo, 'call.json'), 'utf8')));
    const { samples } = await readWav(path.join(demo, 'call.wav'));
    return utterances
      .filter(({ startMs, endMs }) => endMs - startMs >= MIN_UTTERANCE_MS)
      .slice(0, UTTERANCE_COUNT)
      .map(({ startMs, endMs }) =>
        samples.slice(toSamples(startMs - MARGIN_MS), toSamples(endMs + MARGIN_MS)),
      );
  } catch {
    return [];
  }
}

function toSamples(timeMs: number): number {
  return Math.max(0, Math.round((timeMs / 1_000) * PIPELINE_RATE_HZ));
}
