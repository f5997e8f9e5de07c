import { afterEach, beforeEach, expect, test, vi } from 'vitest';
import type { CallRecord } from '../../../engine/history/call-record.ts';
import { exportCall, withTimes } from '../../../engine/history/export-call.ts';

const START_MS = Date.UTC(2026, 10, 21, 9, 30);

beforeEach(() => vi.stubEnv('TZ', 'Europe/Berlin'));
afterEach(() => {
  vi.unstubAllEnvs();
});

const spoken = (text: string, more: Partial<CallRecord['transcripts'][number]> = {}) => ({
  turnId: 't1',
  channel: 'them' as const,
  text,
  startMs: 1_000,
  endMs: 2_500,
  atMs: START_MS + 3_000,
  ...more,
});
const answered = (bullets: string[], more: Partial<CallRecord['answers'][number]> = {}) => ({
  turnId: 't1',
  question: 'What is TCP?',
  bullets,
  path: 'live' as const,
  status: 'complete' as const,
  model: 'tiny',
  atMs: START_MS + 4_000,
  ...more,
});
const callOf = (transcripts: CallRecord['transcripts'], answers: CallRecord['answers'] = []): CallRecord => ({
  callId: 1,
  startedAtMs: START_MS,
  transcriptCount: transcripts.length,
  answerCount: answers.length,
  transcripts,
  answers,
});

test('a line names who spoke where that was reported', () => {
  const call = callOf([
    spoken('One.', { speakerId: 1, speakerName: 'Ann [x]' }),
    spoken('Two.', { speakerId: 2 }),
    spoken('Three.'),
  ]);
  expect(exportCall(call, 'md')).toMatch(
    /\*\*Ann \\\[x\\\]\*\* \(.*One[^]*\*\*Speaker 2\*\* \(.*Two[^]*\*\*Other\*\* \(.*Three/,
  );
  expect(exportCall(call, 'srt').match(/^.*: .*\.$/gm)).toEqual([
    'Ann [x]: One.',
    'Speaker 2: Two.',
    'Other: Three.',
  ]);
});

test('Markdown tells a call in the order in which it happened, in local time', () => {
  const call = callOf(
    [spoken('What is TCP?'), spoken('I see', { channel: 'me', startMs: 3_661_000, atMs: START_MS + 9_000 })],
    [
      answered(['A protocol', 'Ordered']),
      answered([], { question: 'Cut', status: 'interrupted', atMs: START_MS }),
    ],
  );
  expect(exportCall(call, 'md')).toBe(
    [
      '# Call of 2026-11-21 10:30 (UTC+01:00)',
      '> **Cut** (interrupted)',
      '**Other** (00:00:01): What is TCP?',
      '> **What is TCP?**\n> - A protocol\n> - Ordered',
      '**You** (01:01:01): I see\n',
    ].join('\n\n'),
  );
});

test('what was said is text in Markdown, whatever it looks like', () => {
  const evil = '# Title\n\n> quote ![x](http://evil.test) <b>&lt; `code` \u001b[31mred\u202e';
  const call = callOf([spoken(evil)], [answered([evil], { question: evil })]);
  const lines = exportCall(call, 'md').split('\n').slice(2);
  const escaped = String.raw`\# Title \> quote \!\[x\]\(http://evil.test\) \<b\>\&lt; \`code\` red`;
  expect(lines).toEqual([`**Other** (00:00:01): ${escaped}`, '', `> **${escaped}**`, `> - ${escaped}`, '']);
});

test('subtitles are numbered in the order of their sound, one block each', () => {
  const call = callOf([
    spoken('second', { startMs: 5_000, endMs: 6_001.4 }),
    spoken('first\n\n00:00:00,000 --> 00:00:09,000', { channel: 'me', startMs: -3 }),
  ]);
  expect(exportCall(call, 'srt')).toBe(
    [
      '1\n00:00:00,000 --> 00:00:02,500\nYou: first 00:00:00,000 → 00:00:09,000\n',
      '2\n00:00:05,000 --> 00:00:06,001\nOther: second\n',
    ].join('\n'),
  );
});

test('the hours of a call that lasts days continue', () => {
  const dayMs = 86_400_000;
  const call = callOf([spoken('late', { startMs: dayMs + 1_000, endMs: 5 * dayMs })]);
  expect(exportCall(call, 'srt')).toContain('24:00:01,000 --> 120:00:00,000');
  expect(exportCall(call, 'md')).toContain('(24:00:01)');
});

test('JSON is the record itself with its times as text', () => {
  const call = callOf([spoken('What is TCP?')], [answered(['A protocol'])]);
  const exported = exportCall(call, 'json');
  expect(exported.endsWith('}\n')).toBe(true);
  expect(JSON.parse(exported)).toEqual(withTimes(call));
  expect(withTimes(call)).toMatchObject({
    startedAt: '2026-11-21T10:30:00.000+01:00',
    transcripts: [{ text: 'What is TCP?', at: '2026-11-21T10:30:03.000+01:00' }],
    answers: [{ bullets: ['A protocol'], at: '2026-11-21T10:30:04.000+01:00' }],
  });
});

test('a call without words is a document without entries', () => {
  const call = callOf([]);
  expect(exportCall(call, 'md')).toBe('# Call of 2026-11-21 10:30 (UTC+01:00)\n');
  expect(exportCall(call, 'srt')).toBe('');
});
