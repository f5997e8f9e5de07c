import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import { HudView } from '../../../renderer/hud/hud-view.tsx';
import { answeredTurn, healthyParts } from '../../e2e/hud-scenes.ts';
import { capturing } from '../moments.ts';
import { after, show } from '../render.tsx';

beforeEach(() => vi.stubGlobal('window', {}));
afterEach(() => vi.unstubAllGlobals());

const frame = (html: string): string => /<div class="hud"[^>]*>/.exec(html)?.[0] ?? '';

test('the window says whether it is at rest, compact and capturing', () => {
  const state = after([...healthyParts, capturing(), ...answeredTurn]);
  expect(frame(show(<HudView />, state).html)).toContain('data-rest="true" data-capturing="true"');
  const compact = show(<HudView />, state, { shownTurnId: 'a1', isCompact: true });
  expect(frame(compact.html)).toContain('data-rest="false"');
  expect(frame(compact.html)).toContain('data-compact="true"');
});

test('a held question is not rest', () => {
  expect(frame(show(<HudView />, after([], { heldAsk: { turnIds: [] } })).html)).toContain(
    'data-rest="false"',
  );
});

test('header, status, questions, answer, transcript and the way to ask are all there', () => {
  const { html } = show(<HudView />, after([...healthyParts, ...answeredTurn]), { shownTurnId: 'a1' });
  for (const part of ['header', 'status-line', 'rail', 'answer', 'transcript', 'ask']) {
    expect(html).toContain(`class="${part}"`);
  }
});
