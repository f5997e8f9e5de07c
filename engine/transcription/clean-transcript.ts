import { printable } from '../base/printable.ts';

/**
 * What recognizers put between the words for themselves. Each must be bounded: their text comes from outside.
 */
const SPECIAL_TOKENS: readonly RegExp[] = [
  // Whisper, SenseVoice, Qwen: <|en|>, <|0.00|>, <|startoftranscript|>, also with blanks inside.
  /<\s?\|[^<>|\n]{0,60}\|\s?>/gu,
  // whisper.cpp: [_BEG_], [_TT_150].
  /\[_[A-Za-z0-9_]{1,40}\]/gu,
  // Times: [00:00.000 --> 00:02.000], <0.00>, and lines of subtitles with their number.
  /[[(<]\s?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?(?:\s?-{1,2}>\s?\d{1,2}:\d{2}(?::\d{2})?(?:[.,]\d{1,3})?)?\s?[\])>]/gu,
  /(?:^\d{1,5}\s{1,4})?\b\d{1,2}:\d{2}(?::\d{2})?[.,]\d{3}\s?-{1,2}>\s?\d{1,2}:\d{2}(?::\d{2})?[.,]\d{3}/gmu,
  /[[<]\s?\d{1,5}\.\d{1,3}s?(?:\s?-{1,2}>\s?\d{1,5}\.\d{1,3}s?)?\s?[\]>]/gu,
  // Qwen's recognizers name the language before the text, servers pass it on.
  /(?:^\s{0,4}language\s?:?\s?[A-Za-z]{2,20}\s?)?<\/?asr_text>/giu,
  // Languages of multilingual models: <en-US>, [zh-CN]; bare ones only where nothing else is before them.
  /[<[][a-z]{2,3}-[A-Z][A-Za-z]{1,3}[>\]]/gu,
  /^\s{0,4}<[a-z]{2,3}>/gu,
  // Tokens of vocabularies.
  /<\/?(?:s|unk|pad|bos|eos|sos|sos\/eos|blank|blk|eps|sil|silence|noise|nospeech|spn|nsn|mask|sc|eou|eob|spk[_:]?\d{1,3}|speaker[_:]?\d{1,3}|(?:spk|speaker)[_-]?(?:change|turn)|pause|(?:emo|event|lang)[_:][a-z_]{1,20})>/giu,
  /<(?:laugh(?:s|ter)?|breath|cough|music|applause|turn|extra_id_\d{1,2})>/giu,
  // Marks of subtitles: who speaks, where the line stands, that the speaker changes.
  /\[SPEAKER_\d{1,3}\]:?|\bSPEAKER_\d{1,3}:/gu,
  /<v(?:\.\w{1,20})? [^<>\n]{1,40}>|<c(?:\.[\w.]{1,40})>|<font [^<>\n]{1,60}>|<\/(?:v|c|font)>/gu,
  /\{\\[A-Za-z]{1,4}\d{0,4}\}/gu,
  /(?:^|(?<=[.!?…]\s))(?:>{2,3}|(?:&gt;){2,3})/gu,
  /\[(?:UNK|PAD|CLS|SEP|MASK|BOS|EOS|INST|\/INST|SPEAKER_TURN)\]/gu,
  /\u2047/gu,
];
/** SentencePiece's word boundary. */
const WORD_BOUNDARY = /\u2581/gu;
/** Byte-pair pieces of one word. */
const PIECE_JOINT = /@@(?:\s|$)/gu;

/** A transcript where it enters: words only, no marks that only the recognizer or a terminal reads. */
export function cleanTranscript(text: string): string {
  return SPECIAL_TOKENS.reduce((rest, token) => rest.replaceAll(token, ' '), printable(text))
    .replaceAll(WORD_BOUNDARY, ' ')
    .replaceAll(PIECE_JOINT, '')
    .replaceAll(/\s+/gu, ' ')
    .trim();
}
