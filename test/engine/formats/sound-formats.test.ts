import { expect, test } from 'vitest';
import { nameWavCodec, soundFormatOf } from '../../../engine/formats/sound-formats.ts';

const formatOf = (start: string) => soundFormatOf(Buffer.from(start, 'latin1'));
const ogg = (packet: string): string => `OggS${'\u0000'.repeat(24)}${packet}`;

test.each([
  ['ID3\u0004', 'mp3'],
  ['\u00FF\u00FB\u0090', 'mp3'],
  ['\u00FF\u00FD\u0090', 'mp3'],
  ['fLaC', 'flac'],
  [ogg('OpusHead'), 'ogg-opus'],
  [ogg('\u007FFLAC'), 'flac'],
])('%j is decoded by %s', (start, decoder) => {
  expect(formatOf(start)?.decoder).toBe(decoder);
});

test.each([
  ['\u00FF\u00F1', 'an AAC file'],
  [ogg('\u0001vorbis'), 'an Ogg file'],
  ['\u0000\u0000\u0000\u0020ftypM4A ', 'an M4A sound file'],
  ['\u0000\u0000\u0000\u0020ftypisom', 'an MP4 or QuickTime file'],
  ['\u001AE\u00DF\u00A3', 'a Matroska or WebM file'],
  ['RIFF\u0000\u0000\u0000\u0000AVI ', 'an AVI video'],
  ['FORM\u0000\u0000\u0000\u0000AIFC', 'an AIFF file'],
  ['RIFX', 'a big-endian RIFX file'],
  ['FLV\u0001', 'a Flash video'],
  [`G${'\u0000'.repeat(187)}G${'\u0000'.repeat(187)}G`, 'an MPEG transport stream'],
  [`0000G${'\u0000'.repeat(191)}G${'\u0000'.repeat(191)}G`, 'an MPEG transport stream'],
  ['\u000B\u0077', 'a Dolby Digital file'],
  ['TTA1', 'a True Audio file'],
  ['Creative Voice File', 'a Creative Voice file'],
])('%j is known and not decoded: %s', (start, name) => {
  expect(formatOf(start)).toEqual({ name });
});

test('notes are told apart from sound', () => {
  expect(formatOf('MThd')).toMatchObject({ isSoundless: true });
});

test.each([
  '',
  'RIFF\u0000\u0000\u0000\u0000WAVE',
  'plain text',
  'Good day, said the Goose',
  '\u00FF\u00FF',
  'xfLaC',
])('%j is not a format of these', (start) => {
  expect(formatOf(start)).toBeUndefined();
});

test('a codec inside WAV is named, an unknown one by its number', () => {
  expect([nameWavCodec(0x55, 0), nameWavCodec(0x9999, 4)]).toEqual(['MP3', 'format 39321 with 4 bits']);
});
