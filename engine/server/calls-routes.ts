import type { IncomingMessage, ServerResponse } from 'node:http';
import { asEngineError, EngineError } from '../base/engine-error.ts';
import {
  CALLS_PATH,
  exportFormatSchema,
  PAST_CALLS_STEP_COUNT,
  pastCallsLimitSchema,
  type CallExportFormat,
  type PastCall,
  type PastCallHit,
  type PastCallRecord,
} from '../protocol/past-calls.ts';
import { bearerOf, type Access } from './access.ts';
import { endResponse } from './http-body.ts';

/** What the server needs from the keeper of past calls. Each throws an EngineError when it cannot. */
export interface PastCalls {
  list(limitCount: number): readonly PastCall[];
  search(text: string, limitCount: number): readonly PastCallHit[];
  read(callId: number): PastCallRecord;
  export(callId: number, format: CallExportFormat): string;
  deleteCall(callId: number): Promise<void>;
}

const CALLS_PATHS = new RegExp(`^${CALLS_PATH}(?:/(\\d{1,15}))?$`);

/**
 * Answers any holder of a token with the role `history`: the history page, or a HUD in a browser.
 * @returns false when the path is another one, or there are no past calls to show.
 */
export async function answerCalls(
  request: IncomingMessage,
  response: ServerResponse,
  access: Access,
  calls: PastCalls | undefined,
): Promise<boolean> {
  const [requestPath = '', query = ''] = (request.url ?? '').split('?', 2);
  const [, idText] = CALLS_PATHS.exec(requestPath) ?? [undefined, ''];
  if (!calls || idText === '') return false;
  response.setHeader('Cache-Control', 'no-store');
  if (access.roleOf(bearerOf(request)) !== 'history') {
    endResponse(response, access.noteFailure() ? 401 : 429, 'text/plain', 'Not for you.');
    return true;
  }
  try {
    await answer(
      request.method ?? '',
      new URLSearchParams(query),
      idText === undefined ? undefined : Number(idText),
      {
        calls,
        response,
      },
    );
  } catch (error) {
    const { code, message, remedy } = asEngineError(error);
    endResponse(
      response,
      code === 'bad-argument' ? 404 : 503,
      'application/json',
      JSON.stringify({ code, message, remedy }),
    );
  }
  return true;
}

async function answer(
  method: string,
  query: URLSearchParams,
  callId: number | undefined,
  { calls, response }: { calls: PastCalls; response: ServerResponse },
): Promise<void> {
  const sendJson = (value: object): void =>
    endResponse(response, 200, 'application/json', JSON.stringify(value));
  const search = query.get('search');
  const format = query.get('format');
  if (method === 'DELETE' && callId !== undefined) {
    await calls.deleteCall(callId);
    response.writeHead(204).end();
  } else if (method !== 'GET') endResponse(response, 405, 'text/plain', 'Only GET, and DELETE of one call.');
  else if (callId === undefined && search !== null) {
    sendJson({ hits: calls.search(search, limitOf(query)) });
  } else if (callId === undefined) sendJson({ calls: calls.list(limitOf(query)) });
  else if (format === null) sendJson(calls.read(callId));
  else endResponse(response, 200, 'text/plain; charset=utf-8', calls.export(callId, knownFormat(format)));
}

function limitOf(query: URLSearchParams): number {
  return pastCallsLimitSchema.safeParse(query.get('limit') ?? undefined).data ?? PAST_CALLS_STEP_COUNT;
}

/** @throws EngineError 'bad-argument' */
function knownFormat(format: string): CallExportFormat {
  const known = exportFormatSchema.safeParse(format).data;
  if (known) return known;
  throw new EngineError('bad-argument', 'There is no such format.', 'Reload the page.');
}
