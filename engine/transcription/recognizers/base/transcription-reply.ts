import { z } from 'zod';
import type { Recognition } from './transcriber.ts';

export type HeardText = Pick<Recognition, 'text' | 'segments'>;

/** The text is what counts: odd values in other fields are no reason to lose it. */
const figureSchema = z.number().optional().catch(undefined);
const segmentSchema = z.object({
  text: z.string(),
  avg_logprob: figureSchema,
  no_speech_prob: figureSchema,
  compression_ratio: figureSchema,
});
const replySchema = z.union([
  z.object({ text: z.string(), segments: z.array(segmentSchema).optional().catch(undefined) }),
  z.object({ segments: z.array(segmentSchema) }),
  z.array(segmentSchema),
  z.string(),
]);

/**
 * The words of a transcription server's reply: the JSON of the OpenAI format or a part of it, or plain text.
 * @returns undefined when it is neither.
 */
export function readReply(body: string, contentType: string): HeardText | undefined {
  const text = body.replace(/^\uFEFF/u, '').trim();
  const parsed = replySchema.safeParse(parseJson(text));
  if (parsed.success) return heardOf(parsed.data);
  const isPlain =
    text !== '' && !/^(?:[<{[]|data:\s*[{[])/.test(text) && !/html|xml|json|event-stream/i.test(contentType);
  return isPlain ? { text: text.replace(/^WEBVTT\b.*/, '').trim() } : undefined;
}

function heardOf(reply: z.infer<typeof replySchema>): HeardText {
  if (typeof reply === 'string') return { text: reply.trim() };
  const segments = Array.isArray(reply) ? reply : (reply.segments ?? []);
  const joined = segments.map((segment) => segment.text.trim()).join(' ');
  const text = 'text' in reply ? reply.text.trim() : joined;
  if (segments.length === 0) return { text };
  return {
    text,
    segments: segments.map((segment) => ({
      text: segment.text.trim(),
      meanLogProbability: segment.avg_logprob,
      noSpeechProbability: segment.no_speech_prob,
      compressionRatio: segment.compression_ratio,
    })),
  };
}

/** Text between quotes, or to the end where none closes it, in one go; a figure that is none, as Python and C write it; a comma after the last of a list. */
const JSON_PART =
  /"[^"\\]*(?:\\.[^"\\]*)*(?:"|\\?$)|-?\b(?:nan(?:\([a-z]{1,8}\))?|inf(?:inity)?)(?![a-z])|,(?=\s*[}\]])/gisu;

/** JSON of careless writers, too: what it does not know are figures that are none, and breaks inside a text. */
function parseJson(text: string): unknown {
  const known = text.replaceAll(JSON_PART, (part) => {
    if (part === ',') return '';
    return part.startsWith('"') ? part.replaceAll(/\p{Cc}/gu, ' ') : 'null';
  });
  try {
    return JSON.parse(known);
  } catch {
    return undefined;
  }
}
