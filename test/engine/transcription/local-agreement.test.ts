import { array, assert, constantFrom, property } from 'fast-check';
import { expect, test } from 'vitest';
import { LocalAgreement } from '../../../engine/transcription/local-agreement.ts';
import { bareWord, wordsOf } from '../../../engine/wording/bare-words.ts';

test('a word is committed once two hypotheses in a row agree on it', () => {
  const agreement = new LocalAgreement();
  agreement.push('how does a hash');
  expect([agreement.committedText, agreement.volatileText]).toEqual(['', 'how does a hash']);
  agreement.push('how does a hash map work');
  expect([agreement.committedText, agreement.volatileText]).toEqual(['how does a hash', 'map work']);
});

test('the last word of a hypothesis waits, since its audio may be cut in its middle', () => {
  const agreement = new LocalAgreement();
  agreement.push('explain data');
  agreement.push('explain data');
  expect([agreement.committedText, agreement.volatileText]).toEqual(['explain', 'data']);
});

test('case and punctuation do not stop words from agreeing', () => {
  const agreement = new LocalAgreement();
  agreement.push('Well, what is TCP and');
  agreement.push('well what is tcp, and why');
  expect(agreement.committedText).toBe('well what is tcp, and');
});

test('where hypotheses differ nothing is committed', () => {
  const agreement = new LocalAgreement();
  agreement.push('what is the price of');
  agreement.push('what was the price of it');
  expect([agreement.committedText, agreement.volatileText]).toEqual(['what', 'was the price of it']);
});

test('the whole text keeps its own case and punctuation where the words are the committed ones', () => {
  const agreement = agreed('what is your biggest weakness');
  expect(agreement.reconcile('What is your biggest weakness?')).toBe('What is your biggest weakness?');
});

test('a whole text that contradicts committed words gives only what follows them', () => {
  const agreement = agreed('what is your biggest weakness');
  expect(agreement.committedText).toBe('what is your biggest');
  expect(agreement.reconcile('What was your biggest weakness and why?')).toBe(
    'what is your biggest weakness and why?',
  );
});

test('a word that the whole text has lost stays where it was committed', () => {
  const agreement = agreed('what is your biggest weakness');
  expect(agreement.reconcile('What is biggest weakness?')).toBe('what is your biggest weakness?');
  expect(agreement.reconcile('')).toBe('what is your biggest');
});

test('whatever is heard, committed words only grow and every whole text begins with them', () => {
  const hypotheses = array(array(constantFrom('a', 'b', 'B,', 'c', 'd.'), { maxLength: 8 }), {
    maxLength: 12,
  });
  assert(
    property(hypotheses, (texts) => {
      const agreement = new LocalAgreement();
      let before: string[] = [];
      for (const words of texts) {
        agreement.push(words.join(' '));
        const committed = wordsOf(agreement.committedText);
        expect(committed.slice(0, before.length)).toEqual(before);
        const whole = wordsOf(agreement.reconcile(words.join(' '))).map(bareWord);
        expect(whole.slice(0, committed.length)).toEqual(committed.map(bareWord));
        before = committed;
      }
    }),
  );
});

function agreed(text: string): LocalAgreement {
  const agreement = new LocalAgreement();
  agreement.push(text);
  agreement.push(text);
  return agreement;
}
