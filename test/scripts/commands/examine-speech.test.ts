import { expect, test } from 'vitest';
import { findingOf } from '../../../scripts/commands/examine-speech.ts';

const paceOf = (realTimeFactor: number) => ({
  clipMs: 1_000,
  passMs: realTimeFactor * 1_000,
  realTimeFactor,
});
const whisper = { description: 'whisper.cpp base.en' };

test('a recognizer that keeps up works, and says how fast it is', () => {
  const finding = findingOf(whisper, paceOf(0.1));
  expect(finding).toMatchObject({ part: 'speech model', status: 'works' });
  expect(finding.detail).toMatch(/^whisper\.cpp base\.en · .*\d/);
  expect(finding.remedy).toBeUndefined();
});

test('one that is too slow is limited, and lighter models are the remedy', () => {
  const finding = findingOf(whisper, paceOf(5));
  expect(finding).toMatchObject({ status: 'limited', remedy: expect.stringContaining('lighter') as string });
});

test('so is one that took longer than doctor waits', () => {
  const finding = findingOf(whisper, undefined);
  expect(finding.status).toBe('limited');
  expect(finding.detail).toContain('longer here than doctor waits');
  expect(finding.remedy).toContain('lighter');
});

test.each([0.1, 5, undefined])('what it says itself beats both, at a factor of %s', (factor) => {
  const notice = 'Only the processor is used.';
  const finding = findingOf({ ...whisper, notice }, factor === undefined ? undefined : paceOf(factor));
  expect(finding).toMatchObject({ status: 'limited', remedy: notice });
});
