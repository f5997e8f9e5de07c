import type { CallReport } from './call.ts';
import type { RecordedTurn } from './call-recording.ts';
import type { CallUtterance } from './call-reference.ts';
import type { CallFindings, Spread } from './score-call.ts';

export function printCall(report: CallReport, findings: CallFindings): string {
  const { questions, answers, paths, models } = report;
  return [
    `speech                    ${models.speech}`,
    `chat                      ${models.chat}`,
    `utterances                ${report.utterances}, of which ${report.lostUtterances} lost`,
    `word error rate           ${report.wer === null ? '–' : `${(report.wer * 100).toFixed(1)} %`}`,
    `questions                 ${questions.found} of ${questions.expected} found, ${questions.falseAlarms} false alarms`,
    `answers                   ${answers.completed} complete, ${answers.withKeyFact} with a key fact, ${answers.cutBullets} cut bullets, ${answers.echoes} echoes`,
    `paths                     ${paths.live} live, ${paths.prepared} prepared, ${paths.cached} cached`,
    `final text p50 / p95      ${printSpread(report.finalTextMs)} after the end of the utterance`,
    `first bullet p50 / p95    ${printSpread(report.firstBulletMs)} after the end of the utterance`,
    `cut-offs                  ${report.cutOffs}`,
    `real-time factor          ${report.realTimeFactor}`,
    ...list('missed questions', findings.missed.map(printUtterance)),
    ...list('false alarms', findings.falseAlarms.map(printTurn)),
    ...list('turns cut off', findings.cutOff.map(printTurn)),
    ...list('lost utterances', findings.lost.map(printUtterance)),
    ...list(
      'answers without a key fact',
      findings.withoutKeyFact.map(
        ({ utterance, answer }) =>
          `${printUtterance(utterance)} → ${answer.bullets.join(' · ') || 'no bullet'}`,
      ),
    ),
  ].join('\n');
}

function printSpread({ p50, p95 }: Spread): string {
  return p50 === null || p95 === null ? '–' : `${p50} / ${p95} ms`;
}

function list(title: string, lines: readonly string[]): string[] {
  return lines.length === 0 ? [] : ['', title, ...lines.map((line) => `  ${line}`)];
}

function printUtterance({ channel, startMs, text }: CallUtterance): string {
  return `${printTime(startMs)} ${channel}: ${text}`;
}

function printTurn({ channel, startMs, text, answer }: RecordedTurn): string {
  const asked = answer && answer.question !== text ? ` (asked: ${answer.question})` : '';
  return `${printTime(startMs)} ${channel}: ${text}${asked}`;
}

function printTime(atMs: number): string {
  return `${(atMs / 1_000).toFixed(1)} s`;
}
