/** The note beside a part's name, in the languages that the engine does not speak. */
export const notes = {
  'note.pace.live-text': '{clip} of speech takes {pass}',
  'note.pace.finals-only': '{clip} of speech takes {pass}: text comes at the end of each utterance',
  'note.pace.too-slow': '{clip} of speech takes {pass}: too slow to follow a call in time',
  'note.pace.hopeless': '{clip} of speech takes {pass}: this machine cannot follow a call with it',
  'note.limit.no-vocabulary': 'applies the vocabulary afterwards',
  'note.limit.no-language': 'ignores the language',
  'note.limit.english-only': 'understands English only, not the language that is set',
  'note.limit.unknown-language': 'does not know the language that is set',
  'note.cause.busy': 'This machine is busy: {effect}',
  'note.cause.too-slow': 'This machine is too slow for the speech model: {effect}',
  'note.cause.slow': 'Speech recognition is slow here: {effect}',
  'note.cause.behind': 'Speech recognition is behind: {effect}',
  'note.effect.slower-partials': 'live text comes in larger steps.',
  'note.effect.finals-only': 'text comes at the end of each utterance.',
  'note.effect.smaller-model': 'a smaller speech model has taken over for a while.',
  'note.effect.late': {
    one: 'the text of {count} utterance comes late; the audio is kept.',
    other: 'the text of {count} utterances comes late; the audio is kept.',
  },
  'note.effect.losing': {
    one: '{count} utterance could not be kept any longer and is lost.',
    other: '{count} utterances could not be kept any longer and are lost.',
  },
} as const;
