import type { ComponentNote } from '../protocol/component-notes.ts';

type Behind = Extract<ComponentNote, { kind: 'behind' }>;

/** A note as the terminal and an English page show it: `3 s of speech takes 0.4 s`. */
export function wordNote(note: ComponentNote): string {
  switch (note.kind) {
    case 'pace':
      return wordPace(note);
    case 'limit':
      return LIMITS[note.limit];
    case 'behind':
      return `${CAUSES[note.cause]}: ${wordEffect(note)}`;
  }
}

function wordPace({ clipMs, passMs, verdict }: Extract<ComponentNote, { kind: 'pace' }>): string {
  const seconds = (durationMs: number): string => String(Number((durationMs / 1_000).toFixed(1)));
  const passSeconds = passMs < 100 ? '0.1' : seconds(passMs);
  const fact = `${seconds(clipMs)} s of speech takes ${passSeconds} s`;
  switch (verdict) {
    case 'live-text':
      return fact;
    case 'finals-only':
      return `${fact}: text comes at the end of each utterance`;
    case 'too-slow':
      return `${fact}: too slow to follow a call in time`;
    case 'hopeless':
      return `${fact}: this machine cannot follow a call with it`;
  }
}

const LIMITS: Readonly<Record<Extract<ComponentNote, { kind: 'limit' }>['limit'], string>> = {
  'no-vocabulary': 'applies the vocabulary afterwards',
  'no-language': 'ignores the language',
  'english-only': 'understands English only, not the language that is set',
  'unknown-language': 'does not know the language that is set',
};

const CAUSES: Readonly<Record<Behind['cause'], string>> = {
  busy: 'This machine is busy',
  'too-slow': 'This machine is too slow for the speech model',
  slow: 'Speech recognition is slow here',
  behind: 'Speech recognition is behind',
};

function wordEffect({ effect, utteranceCount }: Behind): string {
  const utterances = utteranceCount === 1 ? '1 utterance' : `${utteranceCount} utterances`;
  switch (effect) {
    case 'slower-partials':
      return 'live text comes in larger steps.';
    case 'finals-only':
      return 'text comes at the end of each utterance.';
    case 'smaller-model':
      return 'a smaller speech model has taken over for a while.';
    case 'late':
      return `the text of ${utterances} comes late; the audio is kept.`;
    case 'losing':
      return `${utterances} could not be kept any longer and are lost.`;
  }
}
