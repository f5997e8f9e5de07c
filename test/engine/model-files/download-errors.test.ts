import { mkdtemp, rm } from 'node:fs/promises';
import { createServer as createHttpServer, type Server } from 'node:http';
import { createServer as createHttpsServer } from 'node:https';
import type { AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import path from 'node:path';
import { afterEach, beforeEach, expect, test } from 'vitest';
import { systemClock } from '../../../engine/base/clock.ts';
import { silentLogger } from '../../../engine/base/logger.ts';
import { downloadFile, openDownloadDispatcher } from '../../../engine/model-files/download-file.ts';
import { classifyNetworkError } from '../../../engine/model-files/download-errors.ts';
import { selfSignedCertificate } from '../../fakes/self-signed-certificate.ts';

let folder: string;
let proxy: Server;
let connects: string[];

beforeEach(async () => {
  folder = await mkdtemp(path.join(tmpdir(), 'sotto-network-'));
  connects = [];
  proxy = createHttpServer().on('connect', (request, socket) => {
    connects.push(request.url ?? '');
    socket.end('HTTP/1.1 407 Proxy Authentication Required\r\n\r\n');
  });
  await listen(proxy);
});

afterEach(async () => {
  await close(proxy);
  await rm(folder, { recursive: true });
});

async function failure(url: string, env: NodeJS.ProcessEnv): Promise<unknown> {
  const dispatcher = openDownloadDispatcher(env);
  const file = { name: 'model.bin', url, bytes: 10, sha256: '0'.repeat(64) };
  const deps = {
    dispatcher,
    clock: { ...systemClock, sleep: () => Promise.resolve() },
    log: silentLogger,
    stallTimeoutMs: 5_000,
    retryCount: 1,
    freeBytes: () => Promise.resolve(1e9),
  };
  try {
    for await (const progress of downloadFile(
      file,
      path.join(folder, 'model.bin'),
      deps,
      new AbortController().signal,
    )) {
      expect(progress.receivedBytes).toBe(0);
    }
    return 'no failure';
  } catch (error) {
    return error;
  } finally {
    await dispatcher.destroy();
  }
}

test('A self-signed certificate is named and never ignored', async () => {
  let requestCount = 0;
  const server = createHttpsServer(selfSignedCertificate, () => {
    requestCount += 1;
  });
  const port = await listen(server);
  expect(await failure(`https://127.0.0.1:${port}/model.bin`, {})).toMatchObject({
    code: 'download-failed',
    message: `127.0.0.1:${port} cannot be trusted: its certificate is self-signed.`,
    remedy: expect.stringContaining('speech-models import FILE') as string,
  });
  expect(requestCount).toBe(0);
  await close(server);
});

test('A proxy from the environment is used, and its refusal is named', async () => {
  const env = { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}` };
  expect(await failure('https://models.example/model.bin', env)).toMatchObject({
    code: 'download-failed',
    message: 'The proxy wants a password.',
    remedy: expect.stringContaining('HTTPS_PROXY') as string,
  });
  expect(connects).toEqual(['models.example:443']);
});

test('A proxy that is not there is named by its own address', async () => {
  expect(
    await failure('https://models.example/model.bin', { https_proxy: 'http://127.0.0.1:1' }),
  ).toMatchObject({
    code: 'download-failed',
    message: 'The download from models.example broke off: 127.0.0.1:1 refused the connection.',
  });
});

test('Hosts that the environment excepts go past the proxy', async () => {
  const env = { HTTPS_PROXY: `http://127.0.0.1:${portOf(proxy)}`, NO_PROXY: '127.0.0.1' };
  expect(await failure('https://127.0.0.1:1/model.bin', env)).toMatchObject({ code: 'download-failed' });
  expect(connects).toEqual([]);
});

test.each([
  ['SELF_SIGNED_CERT_IN_CHAIN', 'a proxy inspects TLS with its own certificate'],
  ['CERT_HAS_EXPIRED', 'is the clock right?'],
  ['ERR_TLS_CERT_ALTNAME_INVALID', 'its certificate is for another name'],
])('A TLS fault %s is final and put into words', (code, words) => {
  const wrapped = new TypeError('fetch failed', { cause: Object.assign(new Error('tls'), { code }) });
  expect(classifyNetworkError(wrapped, 'models.example')).toMatchObject({
    name: 'EngineError',
    code: 'download-failed',
    message: expect.stringContaining(words) as string,
  });
});

test.each([
  ['ENOTFOUND', 'is this machine online?'],
  ['ECONNRESET', 'the connection was cut'],
  ['ENETUNREACH', 'there is no network'],
])('A connection fault %s is worth another try', (code, words) => {
  const error = classifyNetworkError(Object.assign(new Error('socket'), { code }), 'models.example');
  expect(error.name).toBe('TransientFailure');
  expect(error.message).toContain(words);
});

function listen(server: Server): Promise<number> {
  return new Promise((resolve) => {
    server.listen(0, '127.0.0.1', () => resolve(portOf(server)));
  });
}

function portOf(server: Server): number {
  return (server.address() as AddressInfo).port;
}

function close(server: Server): Promise<unknown> {
  server.closeAllConnections();
  return new Promise((resolve) => {
    server.close(resolve);
  });
}
