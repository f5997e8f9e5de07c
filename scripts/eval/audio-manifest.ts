import { basename, dirname, resolve } from 'node:path';
import { z } from 'zod';
import { EngineError } from '../../engine/base/engine-error.ts';
import { readSound } from '../../engine/formats/open-sound.ts';
import { fitLabelled, readLabelledJson } from './read-labelled.ts';

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
  /** Undefined where none are labelled; their text is '' where only times are. */
  readonly utterances: readonly LabelledUtterance[] | undefined;
  /** The whole text, where only that is known. */
  readonly transcript: string | undefined;
  /** ISO 639-1. */
  readonly language: string;
  /** Names of the call, the voice and the clips: files with one in common are not independent. */
  readonly related: readonly string[];
}

export const AUDIO_KINDS = [
  'clean',
  'composed',
  'composed-below-10db',
  'noisy',
  'telephone',
  'overlap',
  'echo',
  'meeting',
  'noise',
  'music',
  'silence',
] as const;
export type AudioKind = (typeof AUDIO_KINDS)[number];

const REMEDY = 'Give a JSON file that names sound files with their "utterances" or "speechSegments".';
/** Labels may be rounded, or take in the echo after the last word. */
const LABEL_TOLERANCE_MS = 500;

const utteranceSchema = z
  .object({
    startMs: z.number().nonnegative(),
    endMs: z.number(),
    text: z
      .string()
      .nullish()
      .transform((text) => text ?? ''),
    question: z.boolean().optional(),
    kind: z.string().optional(),
    channel: z.string().optional(),
    clip: z.string().optional(),
  })
  .refine(({ startMs, endMs }) => endMs > startMs, 'ends before it starts');
const entrySchema = z.object({
  file: z.string().min(1),
  kind: z.string().optional(),
  speechSegments: z
    .array(
      z
        .tuple([z.number().nonnegative(), z.number()])
        .refine(([startMs, endMs]) => endMs > startMs, 'ends before it starts'),
    )
    .nullish(),
  utterances: z.array(utteranceSchema).nullish(),
  segmentMethod: z.string().nullish(),
  snrDb: z.number().nullish(),
  telephoneBand: z.boolean().nullish(),
  note: z.string().nullish(),
  transcript: z.string().nullish(),
  language: z.string().nullish(),
  /** Of natural recordings: `clean`, `noise`, `phone` or `echo`. */
  condition: z.string().nullish(),
  voice: z.string().nullish(),
  text: z.string().nullish(),
  startMs: z.number().nullish(),
  endMs: z.number().nullish(),
});
type Entry = z.infer<typeof entrySchema>;
/** The reference of one call with a sound file for each channel. */
const callSchema = z.object({
  /** Of the far end, such as `noise16` and `phone`; `echo` leaks into the microphone. */
  condition: z.string().optional(),
  files: z.object({ wav: z.object({ me: z.string().optional(), them: z.string().optional() }) }),
  utterances: z.array(utteranceSchema),
});

/**
 * Reads a manifest: an array of files, a single file with utterances, an array of one-utterance samples, or a call
 * with a file for each channel. Sound files lie beside it, or where an absolute path says.
 * @throws EngineError 'bad-argument' that names the fault.
 */
export async function readAudioManifest(manifestPath: string): Promise<readonly LabelledAudio[]> {
  return (await readEntries(manifestPath)).map((entry) => {
    const utterances = utterancesOf(entry);
    return {
      file: entry.file,
      path: resolve(dirname(manifestPath), entry.file),
      kind: kindOf(entry),
      speechSegments:
        entry.speechSegments ?? utterances?.map(({ startMs, endMs }) => [startMs, endMs] as const),
      utterances,
      transcript: entry.transcript ?? undefined,
      language: entry.language ?? 'en',
      related: relatedNames(entry),
    };
  });
}

/**
 * The sound of a labelled file.
 * @throws EngineError 'bad-argument' when labels lie beyond its end; what `readSound` throws.
 */
export async function readLabelledSound({
  path,
  speechSegments = [],
}: Pick<LabelledAudio, 'path' | 'speechSegments'>): Promise<Awaited<ReturnType<typeof readSound>>> {
  const sound = await readSound(path);
  const lastMs = Math.max(0, ...speechSegments.map(([, endMs]) => endMs));
  if (lastMs <= sound.durationMs + LABEL_TOLERANCE_MS) return sound;
  const seconds = (timeMs: number): string => (timeMs / 1_000).toFixed(1);
  throw new EngineError(
    'bad-argument',
    `${path} is ${seconds(sound.durationMs)} s long, but speech is labelled until ${seconds(lastMs)} s.`,
    'Correct the times, which are milliseconds, or give the file that they belong to.',
  );
}

async function readEntries(manifestPath: string): Promise<readonly Entry[]> {
  const json = await readLabelledJson(manifestPath, REMEDY);
  const call = callSchema.safeParse(json);
  if (call.success) return entriesOfCall(call.data);
  const entries = fitLabelled(Array.isArray(json) ? json : [json], z.array(entrySchema), manifestPath, {
    what: 'manifest of sound files',
    remedy: REMEDY,
    placeOf: ([index, ...fields]) =>
      [`entry ${Number(index ?? 0) + 1}`, ...(fields.length > 0 ? [fields.join('.')] : [])].join(', '),
  });
  if (entries.length > 0) return entries;
  throw new EngineError('bad-argument', `${manifestPath} names no sound file.`, REMEDY);
}

function entriesOfCall({ condition = '', files, utterances }: z.infer<typeof callSchema>): Entry[] {
  const conditions = {
    me: /^(?:noise|echo)/.exec(condition)?.[0],
    them: /^(?:noise|phone)/.exec(condition)?.[0],
  };
  return (['me', 'them'] as const).flatMap((channel) => {
    const file = files.wav[channel];
    return file === undefined
      ? []
      : [
          {
            file,
            condition: conditions[channel],
            utterances: utterances.filter((utterance) => utterance.channel === channel),
          },
        ];
  });
}

/** `sales.them.wav` and `sales.me.wav`, `pair_local.wav` and `pair_remote.wav` are one call. */
function relatedNames({ file, voice, utterances }: Entry): string[] {
  const name = basename(file, '.wav');
  const clips = utterances?.flatMap(({ clip }) => (clip === undefined ? [] : [basename(clip, '.wav')])) ?? [];
  return [
    ...new Set([
      name.replace(/[._](?:me|them|local|remote)$/, ''),
      ...(voice == null ? [] : [voice]),
      ...clips,
    ]),
  ];
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
  if (startMs == null || endMs == null) return undefined;
  return [{ startMs, endMs, text: text ?? '', isQuestion: entry.kind === 'question' }];
}

function kindOf(entry: Entry): AudioKind {
  const words = `${entry.file} ${entry.note ?? ''}`;
  if (entry.kind === 'music') return 'music';
  if (entry.kind === 'noise' || entry.file.startsWith('noise')) return 'noise';
  if (entry.kind === 'silence' || entry.file.startsWith('silence')) return 'silence';
  if (entry.condition === 'noise') return 'noisy';
  if (entry.condition === 'echo') return 'echo';
  if (entry.condition === 'phone' || entry.telephoneBand === true || /telephone|phone/i.test(entry.file))
    return 'telephone';
  if (/^meeting/i.test(entry.file) || /word alignment/.test(entry.segmentMethod ?? '')) return 'meeting';
  if (/overlap/i.test(words)) return 'overlap';
  if (entry.snrDb != null && entry.snrDb < 10) return 'composed-below-10db';
  if (/construction/.test(entry.segmentMethod ?? '') || entry.file.startsWith('call')) return 'composed';
  return 'clean';
}
