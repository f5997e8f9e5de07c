/** A recording that becomes text. */
export const files = {
  'file.title': 'Transcribe a recording',
  'file.close': 'Close',
  'file.hint':
    'Drop a sound file anywhere on this window, or choose one: WAV, FLAC, MP3, M4A or OGG. It is transcribed on this machine, and its questions are not answered.',
  'file.choose': 'Choose a file',
  'file.sending': 'Reading the file…',
  'file.of': 'Progress of {name}',
  'file.place': '{heard} of {total}',
  'file.speed': '{ratio}× as fast as it was spoken',
  'file.left': 'about {time} left',
  'file.stop': 'Stop',
  'file.completed': 'is transcribed. The text is in the transcript, and in the history where calls are kept.',
  'file.stopped': 'was stopped after {heard}. The text up to there is in the transcript.',
  'file.failed': 'could not be read after {heard}. The text up to there is in the transcript.',
  'file.leftOut': 'Not taken, as one recording is transcribed at a time: {names}.',
} as const;
