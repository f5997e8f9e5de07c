import { expect, test } from 'vitest';
import { HistoryView, leaveOnEscape } from '../../../renderer/history/history-view.tsx';
import { show } from '../render.tsx';

test('over the HUD there is a way back and what Sotto does, in a window of its own neither', () => {
  const over = show(<HistoryView onClose={() => undefined} />);
  const alone = show(<HistoryView />);
  expect(over.names).toContain('settings.back');
  expect(over.html).toContain('class="indicator"');
  expect(alone.names).not.toContain('settings.back');
  expect(alone.html).not.toContain('class="indicator"');
});

test('before a call is open one is to be chosen, and nothing has failed', () => {
  const { html, text } = show(<HistoryView />);
  expect(html).toContain('data-reading="false"');
  expect(html).not.toContain('role="alert"');
  expect(text).toContain('history.choose');
});

test('Escape leaves, unless it closed something on top; other keys do not', () => {
  let leftCount = 0;
  const press = (event: Partial<KeyboardEvent>): void =>
    leaveOnEscape(event as KeyboardEvent, () => (leftCount += 1));
  press({ key: 'Escape', defaultPrevented: true });
  press({ key: 'Enter', defaultPrevented: false });
  expect(leftCount).toBe(0);
  press({ key: 'Escape', defaultPrevented: false });
  expect(leftCount).toBe(1);
  leaveOnEscape({ key: 'Escape', defaultPrevented: false } as KeyboardEvent, undefined);
});
