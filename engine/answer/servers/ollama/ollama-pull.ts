import { Client } from 'undici';
import { z } from 'zod';
import { EngineError } from '../../../base/engine-error.ts';
import type { ServerAccess } from '../../../base/server-access.ts';
import type { PullProgress } from '../base/chat-model.ts';
import { LineSplitter } from '../base/line-splitter.ts';
import { toServerError, toTransportError, type ServerPlace } from '../base/server-errors.ts';
import { readText } from '../base/http-stream.ts';
import { OLLAMA_TRAITS } from './ollama-traits.ts';

/** Ollama itself retries a stalled part after 30 s. */
const STALL_MS = 90_000;

/** Models have a dozen. */
const MAX_LAYER_COUNT = 1_000;

/** Some servers send `null` for absent fields, and an error as an object. */
const progressSchema = z.union([
  z.object({
    error: z.union([z.string(), z.object({ message: z.string() }).transform(({ message }) => message)]),
  }),
  z.object({
    status: z.string(),
    digest: z.string().nullish(),
    total: z.number().nonnegative().nullish(),
    completed: z.number().nonnegative().nullish(),
  }),
]);

/**
 * Has Ollama fetch a model. Closing the connection is what cancels a pull; the parts stay and the next pull
 * resumes from there. It uses a separate connection: it lasts minutes and would starve the pool's spare.
 * @throws EngineError 'model-missing' | 'download-failed' | 'download-stalled'; `signal.reason` when aborted.
 */
export async function* pullFromOllama(
  baseUrl: string,
  access: ServerAccess,
  name: string,
  signal: AbortSignal,
): AsyncGenerator<PullProgress, void, undefined> {
  const url = new URL(baseUrl);
  const client = new Client(url.origin, { headersTimeout: STALL_MS, bodyTimeout: STALL_MS });
  const place = { traits: OLLAMA_TRAITS, address: url.origin, model: name, access };
  const layers = new Map<string, { readonly total: number; readonly completed: number }>();
  try {
    const response = await client.request({
      path: `${url.pathname.replace(/\/$/, '')}/api/pull`,
      method: 'POST',
      headers: { 'content-type': 'application/json', ...access.headers },
      body: JSON.stringify({ model: name, stream: true }),
      signal,
    });
    if (response.statusCode !== 200) {
      throw toServerError({ status: response.statusCode }, await readText(response), place);
    }
    const splitter = new LineSplitter();
    for await (const chunk of response.body as AsyncIterable<Uint8Array>) {
      const lines: string[] = [];
      splitter.push(chunk, (line) => lines.push(line));
      for (const line of lines) {
        const progress = parseProgress(line);
        if ('error' in progress) throw pullError(progress.error, place);
        if (typeof progress.digest === 'string') {
          if (layers.size >= MAX_LAYER_COUNT) throw notUnderstood();
          layers.set(progress.digest, { total: progress.total ?? 0, completed: progress.completed ?? 0 });
        }
        yield {
          status: progress.status,
          receivedBytes: sum([...layers.values()].map((layer) => layer.completed)),
          totalBytes: sum([...layers.values()].map((layer) => layer.total)),
        };
        if (progress.status === 'success') return;
      }
    }
    throw failed('The download broke off.');
  } catch (error) {
    signal.throwIfAborted();
    if (isTimeout(error)) {
      throw new EngineError(
        'download-stalled',
        'The download has stalled.',
        'Try again; it resumes from here.',
        {
          cause: error,
        },
      );
    }
    throw toTransportError(error, place);
  } finally {
    await client.destroy();
  }
}

function parseProgress(line: string): z.infer<typeof progressSchema> {
  try {
    return progressSchema.parse(JSON.parse(line));
  } catch (error) {
    throw notUnderstood(error);
  }
}

function notUnderstood(cause?: unknown): EngineError {
  return failed('The model server reported its progress in a way that Sotto does not understand.', cause);
}

function pullError(text: string, place: ServerPlace): EngineError {
  if (/file does not exist|not found/i.test(text)) {
    return new EngineError(
      'model-missing',
      `There is no model named ${place.model} to download.`,
      'Check the name at ollama.com/library.',
    );
  }
  if (/no space left/i.test(text)) {
    return new EngineError('disk-full', 'The disk is full.', 'Free some space and try again.');
  }
  return failed('Ollama could not fetch the model.', text);
}

function failed(message: string, cause?: unknown): EngineError {
  return new EngineError('download-failed', message, 'Try again; it resumes from here.', { cause });
}

function isTimeout(error: unknown): boolean {
  return (
    error instanceof Error && 'code' in error && /UND_ERR_(?:BODY|HEADERS)_TIMEOUT/.test(String(error.code))
  );
}

function sum(values: readonly number[]): number {
  return values.reduce((total, value) => total + value, 0);
}
