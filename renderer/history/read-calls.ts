import { CommandRefused } from '../../engine/protocol/command-refused.ts';
import { uploadRefusalSchema } from '../../engine/protocol/uploads.ts';
import {
  callHitsSchema,
  callListSchema,
  callRecordSchema,
  CALLS_PATH,
  type CallExportFormat,
  type PastCall,
  type PastCallHit,
  type PastCallRecord,
} from '../../engine/protocol/past-calls.ts';
import type { Session } from '../session/session.ts';

type Reader = Pick<Session, 'load'>;

/** Newest first. Each of these @throws CommandRefused that says why it was not possible. */
export async function listCalls(session: Reader, limitCount: number): Promise<readonly PastCall[]> {
  const query = new URLSearchParams({ limit: String(limitCount) });
  return callListSchema.parse(await (await ask(session, 'GET', `${CALLS_PATH}?${query}`)).json()).calls;
}

/** Newest first. */
export async function searchCalls(
  session: Reader,
  text: string,
  limitCount: number,
): Promise<readonly PastCallHit[]> {
  const query = new URLSearchParams({ search: text, limit: String(limitCount) });
  return callHitsSchema.parse(await (await ask(session, 'GET', `${CALLS_PATH}?${query}`)).json()).hits;
}

export async function readCall(session: Reader, callId: number): Promise<PastCallRecord> {
  return callRecordSchema.parse(await (await ask(session, 'GET', `${CALLS_PATH}/${callId}`)).json());
}

export async function exportCall(session: Reader, callId: number, format: CallExportFormat): Promise<string> {
  return (await ask(session, 'GET', `${CALLS_PATH}/${callId}?format=${format}`)).text();
}

export async function deleteCall(session: Reader, callId: number): Promise<void> {
  await ask(session, 'DELETE', `${CALLS_PATH}/${callId}`);
}

async function ask(session: Reader, method: 'GET' | 'DELETE', path: string): Promise<Response> {
  const response = await session.load(method, path).catch(() => undefined);
  if (response?.ok) return response;
  const refusal = uploadRefusalSchema.safeParse(await response?.json().catch(() => undefined)).data;
  throw new CommandRefused(
    refusal?.code ?? 'history-unavailable',
    refusal?.message ?? '',
    refusal?.remedy ?? '',
  );
}
