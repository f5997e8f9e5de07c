import { expect, test } from 'vitest';
import type { PastCallRecord } from '../../../engine/protocol/past-calls.ts';
import { CallRecordView } from '../../../renderer/history/call-record.tsx';
import { show } from '../render.tsx';

const ignore = (): void => undefined;
const said = (turnId: string, text: string, atMs: number) =>
  ({ turnId, channel: 'them', text, startMs: 0, endMs: 1, atMs }) as const;
const RECORD: PastCallRecord = {
  callId: 1,
  startedAtMs: 0,
  transcriptCount: 2,
  answerCount: 1,
  transcripts: [said('a', 'What is TCP?', 1_000), { ...said('b', 'Thanks.', 3_000), speakerName: 'Ana' }],
  answers: [
    {
      turnId: 'a',
      question: 'What is TCP?',
      bullets: ['A protocol'],
      path: 'live',
      status: 'interrupted',
      model: 'toy',
      atMs: 2_000,
    },
  ],
};
const shown = (record = RECORD) => show(<CallRecordView record={record} onBack={ignore} onDelete={ignore} />);

test('what was said and each answer stand in the order in which they came', () => {
  const { text } = shown();
  const places = ['What is TCP?', 'A protocol', 'Ana', 'Thanks.'].map((words) => text.indexOf(words));
  expect(places).toEqual(places.toSorted((a, b) => a - b));
  expect(places).not.toContain(-1);
});

test('an answer that did not end well says so', () => {
  expect(shown().html).toContain('data-ending="interrupted"');
  const whole = {
    ...RECORD,
    answers: RECORD.answers.map((answer) => ({ ...answer, status: 'complete' as const })),
  };
  expect(shown(whole).html).not.toContain('data-ending');
});

test('a call can be copied, saved in each format, and deleted with a second press', () => {
  const { buttons } = shown();
  expect(buttons).toHaveLength(6);
  expect(buttons).not.toContain('history.delete-sure');
});
