/** The facts that were stated in the call. */
export const facts = {
  'facts.close': 'Close',
  'facts.none': 'Nothing was stated yet: no number, date, name or promise.',
  'facts.commitment': 'Commitments',
  'facts.date': 'Dates and times',
  'facts.number': 'Numbers',
  'facts.name': 'Names',
  'facts.show': 'Show it in the transcript',
} as const;
