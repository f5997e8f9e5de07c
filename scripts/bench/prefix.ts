import { createCallHistory } from '../../engine/answer/prompt/call-history.ts';
import { buildPrompt } from '../../engine/answer/prompt/prompt.ts';
import { defaultSettings } from '../../engine/protocol/settings.ts';
import { percentile, type Bench } from './bench.ts';

const TURN_COUNT = 400;
const LINES_PER_QUESTION_COUNT = 4;
const SAYINGS = [
  'We moved the billing service to its own database last spring.',
  'Right, that makes sense.',
  'The main reason was that reports were slowing the checkout down.',
  'And how many people work on it?',
  'About six engineers, and two of them are on call in any week.',
  'Okay.',
];

/** How much of each prompt a model server has read before, over a long call. */
export const bench: Bench = {
  name: 'prefix',
  about: 'share of a prompt that the server has seen before, from the second question of a call on',
  run: () => {
    const history = createCallHistory();
    const withPrefill: number[] = [];
    const withoutPrefill: number[] = [];
    const naive: number[] = [];
    let before = '';
    let naiveBefore = '';
    for (let turn = 0; turn < TURN_COUNT; turn += 1) {
      for (let line = 0; line < LINES_PER_QUESTION_COUNT; line += 1) {
        history.observeTranscript({
          turnId: `t${turn}-${line}`,
          channel: line % 2 === 0 ? 'them' : 'me',
          text: SAYINGS[(turn * 3 + line) % SAYINGS.length] ?? '',
          startMs: 0,
          endMs: 1,
          voicedMs: 1,
          endReason: 'silence',
          endedAtMs: 0,
          completedAtMs: 0,
        });
      }
      const question = { turnId: `q${turn}`, text: `How would you handle part ${turn} of it?` };
      const known = textOf(buildPrompt(defaultSettings, history).messages);
      const prompt = textOf(buildPrompt(defaultSettings, history, question).messages);
      // The way most assistants do it: the question first, the last lines of the call below it.
      const callStart = prompt.indexOf('The call so far:');
      const lines = prompt.slice(callStart, prompt.lastIndexOf('Question:'));
      const naivePrompt = `${prompt.slice(0, callStart)}${question.text}\n${lines.slice(-1_500)}`;
      if (turn > 0) {
        withPrefill.push(100 * Math.max(shared(known, prompt), shared(before, prompt)));
        withoutPrefill.push(100 * shared(before, prompt));
        naive.push(100 * shared(naiveBefore, naivePrompt));
      }
      before = prompt;
      naiveBefore = naivePrompt;
    }
    const peer = { name: 'question first, sliding window', p50: percentile(naive, 0.5) };
    // Low tail: what 95 and 99 % of the prompts reach.
    const row = (name: string, shares: readonly number[]) => ({
      name,
      p50: percentile(shares, 0.5),
      p95: percentile(shares, 0.05),
      p99: percentile(shares, 0.01),
      unit: '%' as const,
      peer,
    });
    const read = row('prefix: read before the question is over, prefill while it is spoken', withPrefill);
    return Promise.resolve([
      { ...read, goal: 'p50 ≥ 95 %', isMet: read.p50 >= 95 },
      row('prefix: read with the question before, without prefill', withoutPrefill),
    ]);
  },
};

function textOf(messages: readonly { readonly content: string }[]): string {
  return messages.map(({ content }) => content).join('\n');
}

/** Share of `next` that is the beginning of `seen` too. */
function shared(seen: string, next: string): number {
  let length = 0;
  while (length < seen.length && seen[length] === next[length]) length += 1;
  return length / next.length;
}
