import { z } from 'zod';
import { printable } from '../../../base/printable.ts';
import type { ServerAccess } from '../../../base/server-access.ts';

const READ_LIMIT_CHARACTERS = 8_192;
const SHOWN_LIMIT_CHARACTERS = 120;
/** Messages are near the top; anything nested deeper is not a message. */
const DEPTH_LIMIT_COUNT = 4;
const COMPLAINT_LIMIT_COUNT = 8;
/** Validators quote the request behind these words, and the request holds what was said in the call. */
const QUOTED_REQUEST = /[,;[(]?\s*["']?\b(?:input_value|input|body|request)["']?\s*[=:]\s*["'[{].*$/s;
const CREDENTIALS = /\b(?:bearer|basic)\s+[^\s"',;]+|\bsk-[\w*.-]{6,}/gi;

const recordSchema = z.record(z.string(), z.unknown());
const complaintSchema = z.object({
  loc: z
    .array(z.union([z.string(), z.number()]))
    .optional()
    .catch(undefined),
  msg: z.string(),
});

/** The status that an error object of a stream names; undefined when it names none. */
export function statusIn(value: unknown): number | undefined {
  const record = recordSchema.safeParse(value).data;
  if (!record) return undefined;
  for (const key of ['status', 'status_code', 'code']) {
    const status = Number(record[key]);
    if (Number.isInteger(status) && status >= 400 && status < 600) return status;
  }
  return statusIn(record['error']);
}

/** What `reply` says went wrong, in the server's own words; a reply of an unknown shape as it is. */
export function messageOf(reply: string): string {
  const title = /<title[^>]*>([^<]{1,200})/i.exec(reply.slice(0, 4_096));
  if (title?.[1] !== undefined) return title[1];
  if (/^\s*<(?:!doctype|html)/i.test(reply)) return '';
  try {
    return messageIn(JSON.parse(reply)) ?? reply;
  } catch {
    return reply;
  }
}

/** The words of an error object, whichever of the usual shapes it has. */
export function messageIn(value: unknown, depthCount = 0): string | undefined {
  if (typeof value === 'string') return value.trim() === '' ? undefined : value;
  if (depthCount >= DEPTH_LIMIT_COUNT) return undefined;
  if (Array.isArray(value)) {
    const found = value
      .slice(0, COMPLAINT_LIMIT_COUNT)
      .map((item: unknown) => messageIn(item, depthCount + 1))
      .filter((text) => text !== undefined);
    return found.length === 0 ? undefined : found.join('; ');
  }
  const complaint = complaintSchema.safeParse(value).data;
  if (complaint) return complaint.loc ? `${complaint.loc.join('.')}: ${complaint.msg}` : complaint.msg;
  const record = recordSchema.safeParse(value).data;
  if (!record) return undefined;
  for (const key of ['error', 'message', 'detail', 'details', 'errors', 'error_description', 'title']) {
    const text = messageIn(record[key], depthCount + 1);
    if (text !== undefined) return text;
  }
  return undefined;
}

/** Words of a server as they may be shown: one line, no secrets, nothing that steers a terminal, not long. */
export function shownWords(reply: string, access: ServerAccess): string {
  const words = printable(messageOf(reply).slice(0, READ_LIMIT_CHARACTERS)).split(/\s+/).join(' ');
  const oneLine = withoutSecrets(words.replace(QUOTED_REQUEST, ''), access).trim();
  const characters = Array.from(oneLine);
  if (characters.length <= SHOWN_LIMIT_CHARACTERS) return oneLine;
  return `${characters.slice(0, SHOWN_LIMIT_CHARACTERS).join('')}…`;
}

/** `text` without the credentials that were sent and anything that looks like credentials. */
export function withoutSecrets(text: string, { headers }: ServerAccess): string {
  let cleaned = text;
  for (const secret of secretsOf(headers['authorization'])) cleaned = cleaned.replaceAll(secret, '[secret]');
  return cleaned.replaceAll(CREDENTIALS, '[secret]');
}

/** The credentials in each form in which a server may repeat them. */
function secretsOf(authorization: string | undefined): readonly string[] {
  const [scheme, credentials] = authorization?.split(' ', 2) ?? [];
  if (!credentials) return [];
  const plain = scheme === 'Basic' ? Buffer.from(credentials, 'base64').toString() : credentials;
  const password = scheme === 'Basic' ? plain.slice(plain.indexOf(':') + 1) : plain;
  const forms = [credentials, plain, password].flatMap((secret) => [
    secret,
    JSON.stringify(secret).slice(1, -1),
    encodeURIComponent(secret),
  ]);
  return [...new Set(forms)].filter((secret) => secret !== '').toSorted((a, b) => b.length - a.length);
}
