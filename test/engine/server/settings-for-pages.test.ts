import { expect, test } from 'vitest';
import { defaultSettings } from '../../../engine/protocol/settings.ts';
import { startTestServer } from './start-test-server.ts';

test.each([
  ['history', ['appearance']],
  ['capture', ['appearance', 'audio']],
] as const)(
  'a page for %s learns of the settings only %j, at once and when it comes late',
  async (role, parts) => {
    await using server = await startTestServer();
    await using early = await server.connect(role);
    await using hud = await server.connect('hud');
    const settings = structuredClone(defaultSettings);
    settings.profile.notes = 'my notes';
    settings.model.ollamaUrl = 'http://127.0.0.1:5';
    settings.speech.command = ['/bin/program'];
    settings.audio.microphoneDevice = 'Desk';
    settings.appearance.theme = 'light';
    const changed = server.hub.publish({ type: 'settings.changed', settings });
    const narrow = { ...defaultSettings };
    for (const part of parts) Object.assign(narrow, { [part]: settings[part] });
    await using late = await server.connect(role);
    for (const page of [early, late]) {
      await page.until((message) => message.kind === 'event' && message.event.seq === changed.seq);
      expect(page.events).toEqual([{ ...changed, settings: narrow }]);
    }
    await hud.until((message) => message.kind === 'event' && message.event.seq === changed.seq);
    expect(hud.events).toEqual([changed]);
  },
);
