import type { CompressedFormat } from './decode-compressed.ts';

/** What a sound or video file other than WAV is by its first bytes. */
export interface SoundFormat {
  /** In the user's words. */
  readonly name: string;
  /** Which of Sotto's own decoders reads it; absent where none does. */
  readonly decoder?: CompressedFormat;
  /** No program makes sound of it. */
  readonly isSoundless?: boolean;
}

/** How many first bytes `soundFormatOf` looks at. */
export const SOUND_FORMAT_START_BYTES = 400;

/** Of the first bytes as Latin-1 text. */
const FORMATS: readonly (readonly [start: RegExp, format: SoundFormat])[] = [
  [/^ID3/, { name: 'an MP3 file', decoder: 'mp3' }],
  // Frame sync, then layer III or II; layer 0 is AAC in ADTS frames.
  [/^\u00FF[\u00E2\u00E3\u00F2\u00F3\u00FA\u00FB]/, { name: 'an MP3 file', decoder: 'mp3' }],
  [/^\u00FF[\u00F4\u00F5\u00FC\u00FD]/, { name: 'an MP2 file', decoder: 'mp3' }],
  [/^\u00FF[\u00F0\u00F1\u00F8\u00F9]/, { name: 'an AAC file' }],
  [/^fLaC/, { name: 'a FLAC file', decoder: 'flac' }],
  // The first packet of an Ogg stream names its codec.
  [/^OggS[^]{24}OpusHead/, { name: 'an Ogg Opus file', decoder: 'ogg-opus' }],
  [/^OggS[^]{24}\u007FFLAC/, { name: 'an Ogg FLAC file', decoder: 'flac' }],
  [/^OggS/, { name: 'an Ogg file' }],
  [/^[^]{4}ftypM4[AB]/, { name: 'an M4A sound file' }],
  [/^[^]{4}(?:ftyp|moov|mdat|wide|free)/, { name: 'an MP4 or QuickTime file' }],
  [/^\u001A\u0045\u00DF\u00A3/, { name: 'a Matroska or WebM file' }],
  [/^RIFF[^]{4}AVI /, { name: 'an AVI video' }],
  [/^\u0030\u0026\u00B2\u0075/, { name: 'a Windows Media file' }],
  [/^FORM[^]{4}AIF[FC]/, { name: 'an AIFF file' }],
  [/^caff/, { name: 'a Core Audio file' }],
  [/^\.snd/, { name: 'a Sun AU file' }],
  [/^riff\u002E\u0091/, { name: 'a Sony Wave64 file' }],
  [/^RIFX/, { name: 'a big-endian RIFX file' }],
  [/^wvpk/, { name: 'a WavPack file' }],
  [/^MAC /, { name: "a Monkey's Audio file" }],
  [/^#!AMR/, { name: 'an AMR file' }],
  [/^\u0000\u0000\u0001[\u00B3\u00BA]/, { name: 'an MPEG video' }],
  [/^FLV\u0001/, { name: 'a Flash video' }],
  // A packet starts every 188 bytes, on discs every 192.
  [/^\u0047(?:[^]{187}\u0047){2}|^[^]{4}\u0047(?:[^]{191}\u0047){2}/, { name: 'an MPEG transport stream' }],
  [/^\u000B\u0077/, { name: 'a Dolby Digital file' }],
  [/^\u007F\u00FE\u0080\u0001/, { name: 'a DTS file' }],
  [/^\.RMF/, { name: 'a RealMedia file' }],
  [/^TTA1/, { name: 'a True Audio file' }],
  [/^Creative Voice File/, { name: 'a Creative Voice file' }],
  [/^MThd/, { name: 'a MIDI file, which holds notes and no sound', isSoundless: true }],
];

/** @param start the first SOUND_FORMAT_START_BYTES. @returns undefined when they are of no format known here. */
export function soundFormatOf(start: Buffer): SoundFormat | undefined {
  const text = start.toString('latin1');
  return FORMATS.find(([pattern]) => pattern.test(text))?.[1];
}

/** After a tag, what is of no other format: the frames of an MP3 may begin anywhere. */
export const TAGGED_FORMAT: SoundFormat = { name: 'an MP3 file', decoder: 'mp3' };

/** Codecs that a WAV file may carry and Sotto does not decode, by their format tag. */
const CODECS: Readonly<Record<number, string>> = {
  0x0002: 'Microsoft ADPCM',
  0x0011: 'IMA ADPCM',
  0x0031: 'GSM 6.10',
  0x0045: 'G.726 ADPCM',
  0x0050: 'MPEG',
  0x0055: 'MP3',
  0x0064: 'G.726 ADPCM',
  0x00ff: 'AAC',
  0x0160: 'Windows Media Audio',
  0x0161: 'Windows Media Audio',
  0x2000: 'Dolby AC-3',
  0xf1ac: 'FLAC',
};

export function nameWavCodec(formatCode: number, bitsPerSample: number): string {
  return CODECS[formatCode] ?? `format ${formatCode} with ${bitsPerSample} bits`;
}
