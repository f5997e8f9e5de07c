import { expect, test } from 'vitest';
import { findForbiddenImports } from './import-table.ts';
import { readSourceFiles } from './source-files.ts';

test('no file imports what the import table forbids', () => {
  expect(findForbiddenImports(readSourceFiles())).toEqual([]);
});

test.each([
  [
    'engine/vad/planted.ts',
    `import { x } from '../answer/prefill.ts';`,
    'engine/vad/planted.ts must not import ../answer/prefill.ts',
  ],
  ['engine/base/planted.ts', `import { z } from 'zod';`, 'engine/base/planted.ts must not import zod'],
  [
    'engine/protocol/planted.ts',
    `import { a } from '../base/nouns.ts';`,
    'engine/protocol/planted.ts must not import ../base/nouns.ts',
  ],
  ...(
    [
      ['engine/formats/planted.ts', '../capture/file-source.ts'],
      ['engine/wording/planted.ts', '../answer/answer-cache.ts'],
      ['engine/base/planted.ts', '../formats/gguf-file.ts'],
      ['engine/vad/planted.ts', '../call/publish.ts'],
      ['engine/transcription/planted.ts', '../shell/crash-guard.ts'],
      ['engine/model-files/planted.ts', '../engine.ts'],
      ['engine/history/planted.ts', '../listening/push-to-talk.ts'],
      ['engine/call/planted.ts', '../engine.ts'],
      ['engine/call/planted.ts', '../listening/pipeline.ts'],
      ['engine/call/planted.ts', '../parts/open-parts.ts'],
      ['engine/listening/planted.ts', '../execute-command.ts'],
      ['engine/listening/planted.ts', '../parts/engine-core.ts'],
      ['engine/parts/planted.ts', '../listening/capture-control.ts'],
      ['engine/shell/planted.ts', '../index.ts'],
      ['engine/listening/planted.ts', '../shell/crash-guard.ts'],
      ['renderer/hud/planted.tsx', '../settings/settings-panel.tsx'],
      ['renderer/hud/planted.tsx', '../guide/guide-root.tsx'],
      ['renderer/guide/planted.tsx', '../hud/live-line.tsx'],
      ['renderer/settings/planted.tsx', '../hud/hud-view.tsx'],
      ['renderer/parts/planted.tsx', '../hud/header.tsx'],
      ['renderer/session/planted.ts', '../parts/icons.tsx'],
      ['engine/answer/servers/openai/planted.ts', '../ollama/ollama-server.ts'],
      ['engine/answer/servers/openai/planted.ts', '../model-servers.ts'],
      ['engine/answer/servers/base/planted.ts', '../embedded/embedded-host.ts'],
      ['engine/transcription/recognizers/command/planted.ts', '../whisper/pass-runner.ts'],
      ['renderer/messages/fr/planted.ts', '../de/hud.ts'],
      ['engine/base/planted.ts', '../../test/fakes/virtual-clock.ts'],
      ['scripts/bench/planted.ts', '../../test/engine/vad/speak.ts'],
      ['test/fakes/planted.ts', '../../scripts/eval.ts'],
    ] as const
  ).map(([from, target]) => [from, `import { a } from '${target}';`, `${from} must not import ${target}`]),
  [
    'renderer/hud/planted.tsx',
    `import fs from 'node:fs';`,
    'renderer/hud/planted.tsx must not import node:fs',
  ],
  [
    'renderer/hud/planted.tsx',
    `import type { A } from '../../engine/base/nouns.ts';`,
    'renderer/hud/planted.tsx must not import ../../engine/base/nouns.ts',
  ],
  [
    'engine/vad/planted.ts',
    'await import(`../answer/${name}.ts`);',
    'engine/vad/planted.ts must not import ../answer/${name}.ts',
  ],
  ['engine/vad/planted.ts', 'await import(`${name}`);', 'engine/vad/planted.ts must not import ${name}'],
  ['engine/vad/planted.ts', 'await import(`zod`);', 'engine/vad/planted.ts must not import zod'],
  ...['engine/cellar/planted.ts', 'renderer/cellar/planted.tsx', 'cellar/planted.ts'].map((path) => [
    path,
    'export const a = 1;',
    `${path} is in a folder without a row in the import table`,
  ]),
  [
    'electron/planted.ts',
    `const { startEngine } = await import('../engine/index.ts');`,
    'electron/planted.ts must not import ../engine/index.ts',
  ],
  [
    'engine/answer/planted.ts',
    `export { a } from '../../scripts/sotto.ts';`,
    'engine/answer/planted.ts must not import ../../scripts/sotto.ts',
  ],
])('a violation planted in %s is found', (path, text, finding) => {
  expect(findForbiddenImports([{ path, text }])).toEqual([finding]);
});
