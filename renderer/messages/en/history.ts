/** The page of past calls. */
export const history = {
  'history.title': 'Past calls',
  'history.call': 'The call',
  'history.search': 'Search past calls',
  'history.none': 'No calls were kept yet.',
  'history.more': 'Show more',
  'history.no-hits': 'Nothing found for “{query}”.',
  'history.choose': 'Choose a call to read it.',
  'history.lines': { one: '{count} line', other: '{count} lines' },
  'history.answers': { one: '{count} answer', other: '{count} answers' },
  'history.copy': 'Copy',
  'history.save': 'Save as {format}',
  'history.not-exported': 'The call could not be copied or saved.',
  'history.delete': 'Delete…',
  'history.delete-sure': 'Delete this call for good',
  'history.keep': 'Keep it',
  'history.back': 'Back to the list',
} as const;
