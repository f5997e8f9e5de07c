import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one request is answered; requests beyond the script are transcribed. */
type TranscriptionAnswer =
  | { readonly kind: 'text'; readonly text: string }
  | { readonly kind: 'status'; readonly statusCode: number; readonly retryAfter?: string }
  | { readonly kind: 'body'; readonly contentType: string; readonly body: string }
  | { readonly kind: 'cut' }
  | { readonly kind: 'silent' };

/** One request as the server understood it. */
interface TranscriptionRequest {
  readonly path: string;
  readonly authorization: string;
  /** Every field but the file. */
  readonly fields: Readonly<Record<string, string>>;
  readonly wav: Uint8Array<ArrayBuffer>;
}

export interface TranscriptionServer extends AsyncDisposable {
  readonly origin: string;
  readonly script: TranscriptionAnswer[];
  readonly requests: TranscriptionRequest[];
  /** Of the requests for the list of models. */
  readonly listingAuthorizations: readonly (string | undefined)[];
  /** Connections that were opened since the start. */
  readonly connectionCount: number;
  /** Connections that the client has cut before its answer was complete. */
  readonly abortCount: number;
}

/**
 * `POST /v1/audio/transcriptions` on loopback.
 * @param recognize what requests beyond the script get; gets mono s16 PCM.
 * @param token every request without it is refused, and what it got instead is repeated.
 */
export async function startTranscriptionServer(
  recognize: (pcm: Uint8Array<ArrayBuffer>) => Promise<string>,
  token?: string,
): Promise<TranscriptionServer> {
  const script: TranscriptionAnswer[] = [];
  const requests: TranscriptionRequest[] = [];
  const listingAuthorizations: (string | undefined)[] = [];
  let connectionCount = 0;
  let abortCount = 0;
  const http = createServer(async (request, response) => {
    response.on('close', () => {
      if (!response.writableFinished) abortCount += 1;
    });
    const { authorization } = request.headers;
    const isRefused = token !== undefined && authorization !== `Bearer ${token}`;
    if (isRefused) response.writeHead(401).end(JSON.stringify({ error: `Not you: ${authorization}` }));
    if (request.url === '/v1/models') {
      listingAuthorizations.push(authorization);
      if (isRefused) return;
      response.writeHead(200, { 'content-type': 'application/json' }).end('{"data":[]}');
      return;
    }
    // A client that was refused may leave before all of it was read.
    const understood = await understand(request).catch(() => undefined);
    if (!understood) return;
    requests.push(understood);
    if (isRefused) return;
    const answer = script.shift();
    switch (answer?.kind) {
      case undefined: {
        const text = await recognize(understood.wav.slice(WAV_HEADER_BYTES));
        response.writeHead(200, { 'content-type': 'application/json' }).end(JSON.stringify({ text }));
        return;
      }
      case 'text':
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .end(JSON.stringify({ text: answer.text }));
        return;
      case 'status':
        response
          .writeHead(answer.statusCode, answer.retryAfter ? { 'retry-after': answer.retryAfter } : {})
          .end('{"error":{"message":"no"}}');
        return;
      case 'body':
        response.writeHead(200, { 'content-type': answer.contentType }).end(answer.body);
        return;
      case 'cut':
        response
          .writeHead(200, { 'content-type': 'application/json' })
          .write('{"te', () => request.socket.destroy());
        return;
      case 'silent':
    }
  });
  http.on('connection', () => {
    connectionCount += 1;
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  return {
    origin: `http://127.0.0.1:${(http.address() as AddressInfo).port}`,
    script,
    requests,
    listingAuthorizations,
    get connectionCount() {
      return connectionCount;
    },
    get abortCount() {
      return abortCount;
    },
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      await new Promise((resolve) => {
        http.close(resolve);
      });
    },
  };
}

const WAV_HEADER_BYTES = 44;

async function understand(request: IncomingMessage): Promise<TranscriptionRequest> {
  const chunks: Buffer[] = [];
  for await (const chunk of request) chunks.push(chunk as Buffer);
  const form = await new Response(Buffer.concat(chunks), {
    headers: { 'content-type': request.headers['content-type'] ?? '' },
  }).formData();
  const file = form.get('file');
  form.delete('file');
  const fields = Object.fromEntries(
    [...form.entries()].flatMap(([name, value]) => (typeof value === 'string' ? [[name, value]] : [])),
  );
  return {
    path: request.url ?? '',
    authorization: request.headers.authorization ?? '',
    fields,
    wav: file instanceof Blob ? new Uint8Array(await file.arrayBuffer()) : new Uint8Array(0),
  };
}
