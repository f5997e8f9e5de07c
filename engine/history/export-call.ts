import { localIso, localMinute, zoneOf } from '../base/local-time.ts';
import type { Channel } from '../protocol/call-parts.ts';
import { printable } from '../base/printable.ts';
import type { AnswerRecord, CallRecord, ExportFormat, TranscriptRecord } from './call-record.ts';

const HOUR_MS = 3_600_000;

const SPEAKERS: Readonly<Record<Channel, string>> = { me: 'You', them: 'Other' };
const ROOM = 'In the room';

/** A call as a document: Markdown to read, JSON to process, SRT to lay over a recording. */
export function exportCall(call: CallRecord, format: ExportFormat): string {
  switch (format) {
    case 'md':
      return toMarkdown(call);
    case 'json':
      return `${JSON.stringify(withTimes(call), null, 2)}\n`;
    case 'srt':
      return toSubtitles(call.transcripts);
  }
}

/** The record with each wall time as text too, for programs that know no epoch. */
export function withTimes(call: CallRecord): object {
  const withTime = <Entry extends { readonly atMs: number }>(entry: Entry): Entry & { at: string } => ({
    ...entry,
    at: localIso(entry.atMs),
  });
  return {
    ...call,
    startedAt: localIso(call.startedAtMs),
    transcripts: call.transcripts.map(withTime),
    answers: call.answers.map(withTime),
  };
}

function toMarkdown(call: CallRecord): string {
  const entries = [
    ...call.transcripts.map((transcript) => ({ atMs: transcript.atMs, text: spokenLine(transcript) })),
    ...call.answers.map((answer) => ({ atMs: answer.atMs, text: answerBlock(answer) })),
  ].sort((left, right) => left.atMs - right.atMs);
  const title = `# Call of ${localMinute(call.startedAtMs)} (UTC${zoneOf(call.startedAtMs)})`;
  return `${[title, ...entries.map((entry) => entry.text)].join('\n\n')}\n`;
}

function spokenLine(transcript: TranscriptRecord): string {
  return `**${escapeMarkdown(speakerOf(transcript))}** (${clockTime(transcript.startMs)}): ${escapeMarkdown(transcript.text)}`;
}

function speakerOf({ channel, isShared, speakerId, speakerName }: TranscriptRecord): string {
  if (speakerId !== undefined) return speakerName ?? `Speaker ${speakerId}`;
  return isShared ? ROOM : SPEAKERS[channel];
}

function answerBlock(answer: AnswerRecord): string {
  const mark = answer.status === 'complete' ? '' : ` (${answer.status})`;
  const bullets = answer.bullets.map((bullet) => `> - ${escapeMarkdown(bullet)}`);
  return [`> **${escapeMarkdown(answer.question)}**${mark}`, ...bullets].join('\n');
}

function toSubtitles(transcripts: readonly TranscriptRecord[]): string {
  return transcripts
    .toSorted((left, right) => left.startMs - right.startMs)
    .map(
      (transcript, index) =>
        `${index + 1}\n${subtitleTime(transcript.startMs)} --> ${subtitleTime(transcript.endMs)}\n` +
        // A blank line or an arrow inside the text would end or fake an entry.
        `${oneLine(speakerOf(transcript))}: ${oneLine(transcript.text).replaceAll('-->', '→')}\n`,
    )
    .join('\n');
}

/** Words of a speaker or a model are text and nothing else, wherever the file is opened. */
function escapeMarkdown(text: string): string {
  return oneLine(text).replaceAll(/[\\`*_{}[\]<>()#+!|~&]/g, '\\$&');
}

function oneLine(text: string): string {
  return printable(text).replaceAll(/\s+/g, ' ').trim();
}

function clockTime(durationMs: number): string {
  return subtitleTime(durationMs).split(',', 1)[0] ?? '';
}

/** Hours count on: a call may last longer than a day. */
function subtitleTime(durationMs: number): string {
  const wholeMs = Math.max(0, Math.round(durationMs));
  const hours = String(Math.floor(wholeMs / HOUR_MS)).padStart(2, '0');
  return `${hours}${new Date(wholeMs % HOUR_MS).toISOString().slice(13, 23).replace('.', ',')}`;
}
