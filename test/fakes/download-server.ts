import { createHash } from 'node:crypto';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** How one request is answered; requests beyond the script are served well. */
type DownloadAnswer =
  | { readonly kind: 'serve' }
  /** Cuts the connection after so many bytes of the body. */
  | { readonly kind: 'truncate'; readonly afterBytes: number }
  /** Ends the body in good order, but too early. */
  | { readonly kind: 'end-early'; readonly afterBytes: number }
  /** Sends so many bytes of the body, then nothing. */
  | { readonly kind: 'stall'; readonly afterBytes: number }
  /** Sends the body byte by byte, and is never done. */
  | { readonly kind: 'drip'; readonly intervalMs: number }
  | { readonly kind: 'redirect'; readonly location: string }
  | { readonly kind: 'html' }
  | { readonly kind: 'ignore-range' }
  /** Answers a range with other bytes than were asked for. */
  | { readonly kind: 'wrong-range' }
  | { readonly kind: 'too-long' }
  | { readonly kind: 'status'; readonly statusCode: number; readonly retryAfter?: string };

export interface DownloadServer extends AsyncDisposable {
  readonly origin: string;
  /** Address of the one file, under any name. */
  url(name: string): string;
  /** The file that is served now; replacing it changes its ETag. */
  content: Buffer;
  /** What the next requests get, in order. */
  readonly script: DownloadAnswer[];
  /** What was asked for: `Range` and `If-Range` of each request, or ''. */
  readonly requests: { readonly path: string; readonly range: string; readonly ifRange: string }[];
  /** Send no ETag and no date. */
  hidesValidators: boolean;
}

/** A file server on loopback that can misbehave in every way that real ones do. */
export async function startDownloadServer(content: Buffer): Promise<DownloadServer> {
  const script: DownloadAnswer[] = [];
  const requests: DownloadServer['requests'] = [];
  const http = createServer((request, response) => {
    requests.push({
      path: request.url ?? '',
      range: request.headers.range ?? '',
      ifRange: String(request.headers['if-range'] ?? ''),
    });
    answer(server, script.shift() ?? { kind: 'serve' }, request, response);
  });
  await new Promise<void>((resolve) => {
    http.listen(0, '127.0.0.1', resolve);
  });
  const origin = `http://127.0.0.1:${(http.address() as AddressInfo).port}`;
  const server: DownloadServer = {
    origin,
    url: (name) => `${origin}/${name}`,
    content,
    script,
    requests,
    hidesValidators: false,
    async [Symbol.asyncDispose]() {
      http.closeAllConnections();
      await new Promise((resolve) => {
        http.close(resolve);
      });
    },
  };
  return server;
}

export function sha256(bytes: Uint8Array): string {
  return createHash('sha256').update(bytes).digest('hex');
}

function answer(
  server: DownloadServer,
  how: DownloadAnswer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  switch (how.kind) {
    case 'redirect':
      response.writeHead(302, { location: how.location }).end();
      return;
    case 'html':
      response.writeHead(200, { 'content-type': 'Text/HTML; charset=utf-8' }).end('<html>Sign in</html>');
      return;
    case 'status':
      response.writeHead(how.statusCode, how.retryAfter ? { 'retry-after': how.retryAfter } : {}).end();
      return;
    default:
      serve(server, how, request, response);
  }
}

function serve(
  server: DownloadServer,
  how: DownloadAnswer,
  request: IncomingMessage,
  response: ServerResponse,
): void {
  const { content } = server;
  const etag = `"${sha256(content).slice(0, 16)}"`;
  const asked = /^bytes=(\d+)-$/.exec(request.headers.range ?? '');
  const ifRange = request.headers['if-range'];
  const isPart = asked && how.kind !== 'ignore-range' && (ifRange === undefined || ifRange === etag);
  const startBytes = isPart ? Number(asked[1]) : 0;
  if (startBytes >= content.byteLength) {
    response.writeHead(416, { 'content-range': `bytes */${content.byteLength}` }).end();
    return;
  }
  const shownStartBytes = how.kind === 'wrong-range' ? startBytes + 1 : startBytes;
  const body = content.subarray(startBytes);
  const hasLength = how.kind !== 'end-early' && how.kind !== 'too-long';
  response.writeHead(isPart ? 206 : 200, {
    'content-type': 'application/octet-stream',
    ...(server.hidesValidators ? {} : { etag }),
    ...(hasLength ? { 'content-length': body.byteLength } : {}),
    ...(isPart
      ? { 'content-range': `bytes ${shownStartBytes}-${content.byteLength - 1}/${content.byteLength}` }
      : {}),
  });
  switch (how.kind) {
    case 'truncate':
      // A moment for what was sent to arrive: a cut throws away what is still under way.
      response.write(body.subarray(0, how.afterBytes), () => setTimeout(() => response.destroy(), 100));
      return;
    case 'stall':
      response.write(body.subarray(0, how.afterBytes));
      return;
    case 'drip': {
      let sentBytes = 0;
      const dripping = setInterval(
        () => response.write(body.subarray(sentBytes, ++sentBytes)),
        how.intervalMs,
      );
      response.once('close', () => clearInterval(dripping));
      return;
    }
    case 'end-early':
      response.end(body.subarray(0, how.afterBytes));
      return;
    case 'too-long':
      response.write(body);
      response.end('and more');
      return;
    default:
      response.end(body);
  }
}
