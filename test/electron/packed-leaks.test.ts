import { expect, test } from 'vitest';
import { findLeaks } from './packed-leaks.ts';

test('tests, sources, source maps, secrets and bundled packages are found among packed files', () => {
  const leaks = [
    '/test/electron/shell.test.ts',
    '/node_modules/some/test/x.js',
    '/engine/main.ts',
    '/build/engine/main.js.map',
    '/.env',
    '/.env.local',
    '/app/.npmrc',
    '/certificates/apple.p12',
    '/build/key.pem',
    '/secrets.json',
    '/model-access-token',
    '/node_modules/react/index.js',
    '/node_modules/@typescript/typescript-linux-x64/lib/tsc',
    '/node_modules/some/binding.h',
    '/node_modules/some/yarn.lock',
    '/node_modules/@node-llama-cpp/linux-x64-cuda/x.so',
  ];
  const wanted = [
    '/build/engine/main.js',
    '/build/renderer/index.html',
    '/node_modules/word-list/words.txt',
    '/node_modules/onnxruntime-web/dist/ort.wasm.min.mjs',
  ];
  expect(findLeaks([...leaks, ...wanted])).toEqual(leaks);
});
