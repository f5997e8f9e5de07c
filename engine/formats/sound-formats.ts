/** What a sound or video file other than WAV is by its first bytes. */

interface SoundFormat {
  readonly name: string;
  /** Of the bytes as Latin-1 text. */
  readonly start: RegExp;
}

const FORMATS: readonly SoundFormat[] = [
  { name: 'an MP3 file', start: /^ID3/ },
  // Frame sync, then layer III; layer 0 is AAC in ADTS frames.
  { name: 'an MP3 file', start: /^\u00FF[\u00E2\u00E3\u00F2\u00F3\u00FA\u00FB]/ },
  { name: 'an AAC file', start: /^\u00FF[\u00F0\u00F1\u00F8\u00F9]/ },
  { name: 'a FLAC file', start: /^fLaC/ },
  { name: 'an Ogg file (Opus, Vorbis or FLAC)', start: /^OggS/ },
  { name: 'an M4A sound file', start: /^[^]{4}ftypM4[AB]/ },
  { name: 'an MP4 or QuickTime video', start: /^[^]{4}(?:ftyp|moov|mdat|wide|free)/ },
  { name: 'a Matroska or WebM video', start: /^\u001A\u0045\u00DF\u00A3/ },
  { name: 'an AVI video', start: /^RIFF[^]{4}AVI / },
  { name: 'a Windows Media file', start: /^\u0030\u0026\u00B2\u0075/ },
  { name: 'an AIFF file', start: /^FORM[^]{4}AIF[FC]/ },
  { name: 'a Core Audio file', start: /^caff/ },
  { name: 'a Sun AU file', start: /^\.snd/ },
  { name: 'a Sony Wave64 file', start: /^riff\u002E\u0091/ },
  { name: 'a big-endian RIFX file', start: /^RIFX/ },
  { name: 'a WavPack file', start: /^wvpk/ },
  { name: "a Monkey's Audio file", start: /^MAC / },
  { name: 'an AMR file', start: /^#!AMR/ },
  { name: 'an MPEG video', start: /^\u0000\u0000\u0001[\u00B3\u00BA]/ },
  { name: 'a MIDI file, which holds notes and no sound', start: /^MThd/ },
];

/** @param start the first 12 bytes. @returns the user's words for it; undefined when the bytes are of no format known here. */
export function nameSoundFormat(start: Buffer): string | undefined {
  const text = start.toString('latin1');
  return FORMATS.find((format) => format.start.test(text))?.name;
}

/** Codecs that a WAV file may carry and Sotto does not decode, by their format tag. */
const CODECS: Readonly<Record<number, string>> = {
  0x0002: 'Microsoft ADPCM',
  0x0011: 'IMA ADPCM',
  0x0031: 'GSM 6.10',
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
