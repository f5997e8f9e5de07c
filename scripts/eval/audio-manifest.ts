import { readFile } from 'node:fs/promises';
import { dirname, join } from 'node:path';
import { z } from 'zod';

/** A labelled stretch of speech by one person. */
export interface LabelledUtterance {
  readonly startMs: number;
  readonly endMs: number;
  readonly text: string;
  readonly isQuestion: boolean;
}

/** One labelled sound file, whichever way its manifest is written. */
export interface LabelledAudio {
  readonly file: string;
  readonly path: string;
  /** Group in reports: what makes the file hard or easy. */
  readonly kind: AudioKind;
  /** Speech as [startMs, endMs]; undefined where it was not labelled. */
  readonly speechSegments: readonly (readonly [number, number])[] | undefined;
  /** Undefined where no words are known. */
  readonly utterances: readonly LabelledUtterance[] | undefined;
  /** All that is said, where only the whole is known. */
  readonly transcript: string | undefined;
  /** ISO 639-1. */
  readonly language: string;
}

export const AUDIO_KINDS = [
  'clean',
  'composed',
  'composed-below-10db',
  'noisy',
  'telephone',
  'overlap',
  'meeting',
  'noise',
  'music',
  'silence',
] as const;
export type AudioKind = (typeof AUDIO_KINDS)[number];

const utteranceSchema = z.object({
  startMs: z.number(),
  endMs: z.number(),
  text: z.string().default(''),
  question: z.boolean().optional(),
  kind: z.string().optional(),
});
const entrySchema = z.object({
  file: z.string(),
  kind: z.string().optional(),
  speechSegments: z.array(z.tuple([z.number(), z.number()])).nullish(),
  utterances: z.array(utteranceSchema).nullish(),
  segmentMethod: z.string().nullish(),
  snrDb: z.number().nullish(),
  telephoneBand: z.boolean().nullish(),
  note: z.string().nullish(),
  transcript: z.string().nullish(),
  language: z.string().nullish(),
  /** Of natural recordings: `clean`, `noise` or `phone`. */
  condition: z.string().nullish(),
  text: z.string().nullish(),
  startMs: z.number().nullish(),
  endMs: z.number().nullish(),
});
type Entry = z.infer<typeof entrySchema>;
const manifestSchema = z.union([z.array(entrySchema), entrySchema.transform((entry) => [entry])]);

/**
 * Reads a manifest: an array of files, a single call with utterances, or an array of one-utterance samples.
 * Sound files lie beside it.
 */
export async function readAudioManifest(manifestPath: string): Promise<readonly LabelledAudio[]> {
  const entries = manifestSchema.parse(JSON.parse(await readFile(manifestPath, 'utf8')));
  return entries.map((entry) => {
    const utterances = utterancesOf(entry);
    return {
      file: entry.file,
      path: join(dirname(manifestPath), entry.file),
      kind: kindOf(entry),
      speechSegments:
        entry.speechSegments ?? utterances?.map(({ startMs, endMs }) => [startMs, endMs] as const),
      utterances,
      transcript: entry.transcript ?? undefined,
      language: entry.language ?? 'en',
    };
  });
}

function utterancesOf(entry: Entry): readonly LabelledUtterance[] | undefined {
  if (entry.utterances)
    return entry.utterances.map(({ startMs, endMs, text, question, kind }) => ({
      startMs,
      endMs,
      text,
      isQuestion: question ?? kind === 'question',
    }));
  const { text, startMs, endMs } = entry;
  if (text === '') return [];
  if (text == null || startMs == null || endMs == null) return undefined;
  return [{ startMs, endMs, text, isQuestion: entry.kind === 'question' }];
}

function kindOf(entry: Entry): AudioKind {
  const words = `${entry.file} ${entry.note ?? ''}`;
  if (entry.kind === 'music') return 'music';
  if (entry.kind === 'noise' || entry.file.startsWith('noise')) return 'noise';
  if (entry.kind === 'silence' || entry.file.startsWith('silence')) return 'silence';
  if (entry.condition === 'noise') return 'noisy';
  if (entry.condition === 'phone' || entry.telephoneBand === true || /telephone|phone/i.test(entry.file))
    return 'telephone';
  if (/^meeting/i.test(entry.file) || /word alignment/.test(entry.segmentMethod ?? '')) return 'meeting';
  if (/overlap/i.test(words)) return 'overlap';
  if (entry.snrDb != null && entry.snrDb < 10) return 'composed-below-10db';
  if (/construction/.test(entry.segmentMethod ?? '') || entry.file.startsWith('call')) return 'composed';
  return 'clean';
}
