import { createServer } from 'node:http';
import type { AddressInfo } from 'node:net';
import { expect, onTestFinished, test } from 'vitest';
import { CALLS_PATH } from '../../../engine/protocol/past-calls.ts';
import { SESSION_PATH, SETTINGS_PASS_PATH } from '../../../engine/protocol/session.ts';
import { MODEL_UPLOAD_PATH, SOUND_UPLOAD_PATH } from '../../../engine/protocol/uploads.ts';
import { servePages } from '../../../scripts/dev/serve-with-hot-reload.ts';

const ENGINE_PATHS = [
  SESSION_PATH,
  SETTINGS_PASS_PATH,
  CALLS_PATH,
  `${CALLS_PATH}?search=tcp`,
  `${CALLS_PATH}/7`,
  `${CALLS_PATH}/7?format=md`,
  `${MODEL_UPLOAD_PATH}?name=a.gguf`,
  `${SOUND_UPLOAD_PATH}?name=a.wav`,
];

test('every path that a page asks the engine for goes through the development server', async () => {
  const engine = createServer((request, response) => {
    response.end(`engine: ${request.url} from ${request.headers.origin}`);
  }).listen(0, '127.0.0.1');
  await new Promise((resolve) => engine.once('listening', resolve));
  onTestFinished(() => void engine.close());
  const { port } = engine.address() as AddressInfo;
  const pages = await servePages(port);
  onTestFinished(() => pages.close());
  const fromPages = async (path: string): Promise<string> =>
    (await fetch(new URL(path, pages.resolvedUrls?.local[0]))).text();

  expect(await Promise.all(ENGINE_PATHS.map(fromPages))).toEqual(
    ENGINE_PATHS.map((path) => `engine: ${path} from http://127.0.0.1:${port}`),
  );
  expect(await fromPages('/session/bootstrap.ts')).toContain('SETTINGS_PASS_PATH');
});
