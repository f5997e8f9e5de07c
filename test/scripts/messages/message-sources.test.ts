import { mkdirSync, writeFileSync } from 'node:fs';
import path from 'node:path';
import { expect, test } from 'vitest';
import { readMessageSources } from '../../../scripts/messages/message-sources.ts';
import { makeDataFolder } from '../../e2e/run-cli.ts';

test('pages and the desktop app use messages; catalogues and other files do not', () => {
  using project = makeDataFolder();
  for (const file of [
    'renderer/hud/header.tsx',
    'renderer/messages/use-messages.ts',
    'renderer/messages/english.ts',
    'renderer/hud/header.css',
    'renderer/messages/en.ts',
    'renderer/messages/ja/hud.ts',
    'electron/main.ts',
    'engine/main.ts',
  ]) {
    const place = path.join(project.path, file);
    mkdirSync(path.dirname(place), { recursive: true });
    writeFileSync(place, file);
  }
  expect(readMessageSources(project.path).toSorted()).toEqual([
    'electron/main.ts',
    'renderer/hud/header.tsx',
    'renderer/messages/english.ts',
    'renderer/messages/use-messages.ts',
  ]);
});
