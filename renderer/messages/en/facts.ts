/** The facts that were stated in the call, and erasing what was said. */
export const facts = {
  'facts.close': 'Close',
  'facts.none': 'Nothing was stated yet: no number, date, name or promise.',
  'facts.commitment': 'Commitments',
  'facts.date': 'Dates and times',
  'facts.number': 'Numbers',
  'facts.name': 'Names',
  'facts.show': 'Show it in the transcript',
  'wipe.title': 'Erase what was said?',
  'wipe.call': 'Deletes this call: its transcript, its questions and its answers.',
  'wipe.all-calls':
    'Deletes every call kept on this machine, this one included: transcripts, questions and answers.',
  'wipe.hint': 'Listening stops. This cannot be undone. Settings, Privacy says how much is erased.',
  'wipe.cancel': 'Cancel',
  'wipe.erase': 'Erase',
} as const;
