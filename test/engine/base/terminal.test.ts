import { expect, test, vi } from 'vitest';
import { logLine, noteLine, printJson, printLine } from '../../../engine/base/terminal.ts';

const STEERED = 'red \u001b[31mtext\u001b[0m\u0007';

/** What `write` sends to stdout and stderr. */
function written(write: () => void): { readonly out: string; readonly err: string } {
  const sent = { out: '', err: '' };
  const spies = [
    vi.spyOn(process.stdout, 'write').mockImplementation((text) => ((sent.out += String(text)), true)),
    vi.spyOn(process.stderr, 'write').mockImplementation((text) => ((sent.err += String(text)), true)),
  ];
  write();
  for (const spy of spies) spy.mockRestore();
  return sent;
}

test('lines of text go to stdout or stderr, without what would steer a terminal', () => {
  expect(written(() => printLine(STEERED))).toEqual({ out: 'red text\n', err: '' });
  expect(written(() => noteLine(STEERED))).toEqual({ out: '', err: 'red text\n' });
});

test('JSON keeps its meaning on one line', () => {
  const json = JSON.stringify({ text: `${STEERED}\nnext \u202e` });
  const out = written(() => printJson(json)).out;
  expect(out).not.toMatch(/[\u0000-\u0009\u000b-\u001f\u202e]/);
  expect(out.indexOf('\n')).toBe(out.length - 1);
  expect(JSON.parse(out)).toEqual(JSON.parse(json));
  expect(written(() => logLine(json))).toEqual({ out: '', err: out });
});
