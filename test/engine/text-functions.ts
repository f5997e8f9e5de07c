import type { TranscriptEvent } from '../../engine/base/nouns.ts';
import { DEFAULT_CACHE_LIMITS, openAnswerCache } from '../../engine/answer/answer-cache.ts';
import {
  cutBullet,
  fitBullets,
  growingBullet,
  untornBullet,
} from '../../engine/answer/bullets/bullet-length.ts';
import { isTalk, mayBecomeTalk, withoutLabel } from '../../engine/answer/bullets/bullet-talk.ts';
import { bulletText, comparable, finishedText, wholeWords } from '../../engine/answer/bullets/bullet-text.ts';
import { splitMarker } from '../../engine/answer/bullets/list-marker.ts';
import { plainText, visibleText } from '../../engine/answer/bullets/plain-text.ts';
import { closedBullet, withoutRounds } from '../../engine/answer/bullets/open-ending.ts';
import { createPromptEcho } from '../../engine/answer/bullets/prompt-echo.ts';
import { firstSentence, splitSentences } from '../../engine/answer/bullets/sentences.ts';
import { createOwnFactGuard, isHonestLine } from '../../engine/answer/own-fact-guard.ts';
import { ownFactAskedBy } from '../../engine/wording/own-facts.ts';
import { asData } from '../../engine/answer/prompt/call-history.ts';
import { callKindOf } from '../../engine/answer/prompt/call-kind.ts';
import { contextHash } from '../../engine/answer/prompt/prompt.ts';
import { withoutTokens } from '../../engine/answer/prompt/special-tokens.ts';
import { estimateTokenCount } from '../../engine/answer/prompt/token-estimate.ts';
import { readCompletion } from '../../engine/answer/servers/openai/completion-chunk.ts';
import {
  displayAddress,
  locationOf,
  parseOllamaHost,
} from '../../engine/answer/servers/base/server-address.ts';
import { retryAfterMs } from '../../engine/answer/servers/base/server-errors.ts';
import { messageOf, shownWords } from '../../engine/answer/servers/base/server-words.ts';
import { systemClock } from '../../engine/base/clock.ts';
import { silentLogger } from '../../engine/base/logger.ts';
import { printable, printableJson } from '../../engine/base/printable.ts';
import { findFacts } from '../../engine/call/find-facts.ts';
import { searchForm, searchQuery } from '../../engine/history/search-form.ts';
import { parseAccelerator } from '../../engine/protocol/accelerator.ts';
import { commandSchema } from '../../engine/protocol/commands.ts';
import { networkPlaceOf } from '../../engine/protocol/network-place.ts';
import { defaultSettings, settingsPatchSchema } from '../../engine/protocol/settings.ts';
import { isWorthAnswering } from '../../engine/question/answer-worth.ts';
import { judgeTurn } from '../../engine/question/compose-question.ts';
import { loadQuestionDetector } from '../../engine/question/load-question-detector.ts';
import type { QuestionDetector } from '../../engine/question/question-detector.ts';
import { createRulesDetector } from '../../engine/question/rules-detector.ts';
import { closingMarkOf, sentencesOf, wordsOf } from '../../engine/question/words.ts';
import { cleanTranscript } from '../../engine/transcription/clean-transcript.ts';
import { loadRealWords } from '../../engine/transcription/real-words.ts';
import { readReply } from '../../engine/transcription/recognizers/base/transcription-reply.ts';
import { fastestMsOf } from '../../engine/transcription/speaking-time.ts';
import { TheirWords, wordsOf as echoWordsOf } from '../../engine/echo/their-words.ts';
import { suppressInvented } from '../../engine/transcription/suppress-invented.ts';
import { createTermCorrector } from '../../engine/transcription/term-corrector.ts';
import { questionForm } from '../../engine/wording/same-question.ts';
import { leanOf } from '../../engine/wording/question-lean.ts';
import { PROJECT_ROOT } from '../workshop/source-files.ts';

/** What reads text from outside: of speakers, recognizers, models, servers, files and users. */
export type TextFunctions = Readonly<Record<string, (text: string) => unknown>>;

export async function textFunctions(): Promise<TextFunctions> {
  return {
    ...bulletFunctions(),
    ...promptFunctions(),
    ...serverFunctions(),
    ...settingsFunctions(),
    ...(await transcriptFunctions()),
    ...(await questionFunctions()),
  };
}

function bulletFunctions(): TextFunctions {
  return {
    isTalk,
    mayBecomeTalk,
    withoutLabel,
    comparable,
    finishedText,
    wholeWords,
    splitMarker,
    plainText,
    visibleText,
    firstSentence,
    splitSentences,
    'bulletText of prose': (text) => bulletText(text, { isItem: false, isTorn: true }),
    'bulletText of an item': (text) => bulletText(text, { isItem: true, isTorn: false }),
    fitBullets: (text) => fitBullets(text, 14),
    untornBullet: (text) => untornBullet(text, 14),
    cutBullet: (text) => cutBullet(text, 14),
    closedBullet: (text) => closedBullet(`${text}the`),
    withoutRounds,
    growingBullet: (text) => growingBullet(text, 14),
  };
}

function promptFunctions(): TextFunctions {
  const asksUser = 'How many people do you have?';
  return {
    createPromptEcho: (text) => {
      const messages = [{ role: 'system', content: text } as const, { role: 'user', content: text } as const];
      const echo = createPromptEcho(messages, 'no');
      return echo.isEcho(text) && echo.mayBecomeEcho(text);
    },
    'createOwnFactGuard of what is known': (text) =>
      createOwnFactGuard(asksUser, text, 'en')(['We had 12 people in 2019.'], true),
    'createOwnFactGuard of the question': (text) => createOwnFactGuard(text, text, 'en')([asksUser], true),
    'createOwnFactGuard of a bullet': (text) => createOwnFactGuard(asksUser, 'no', 'en')([text], true),
    isHonestLine,
    ownFactAskedBy,
    asData,
    withoutTokens,
    estimateTokenCount,
    callKindOf: (text) => callKindOf({ topic: text, role: text }),
    contextHash: (text) =>
      contextHash({ role: text, topic: text, notes: text, glossary: [{ term: text, expansion: text }] }),
  };
}

function serverFunctions(): TextFunctions {
  return {
    parseOllamaHost: (text) => quietly(() => parseOllamaHost(text)),
    displayAddress: (text) => quietly(() => displayAddress(text)),
    locationOf: (text) => quietly(() => locationOf(`http://${text}`)),
    networkPlaceOf,
    retryAfterMs,
    messageOf,
    shownWords: (text) =>
      shownWords(text, { headers: { authorization: 'Bearer abc' }, refusal: { message: '', remedy: '' } }),
    readCompletion: (text) => readCompletion(JSON.stringify({ choices: [{ delta: { content: text } }] })),
    'readCompletion of junk': readCompletion,
  };
}

function settingsFunctions(): TextFunctions {
  return {
    printable,
    'printable after the start of a command': (text) => printable(`\u001B[${text}`),
    printableJson: (text) => printableJson(JSON.stringify(text)),
    searchForm,
    searchQuery,
    parseAccelerator: (text) => parseAccelerator(text, false),
    commandSchema: (text) => [
      commandSchema.safeParse({ type: 'ask', text }),
      commandSchema.safeParse({ type: 'pull-model', name: text }),
      commandSchema.safeParse({ type: 'set-access-token', service: 'model', token: text }),
    ],
    settingsPatchSchema: (text) =>
      Object.entries(defaultSettings).map(([part, values]) =>
        settingsPatchSchema.safeParse({
          [part]: Object.fromEntries(Object.keys(values).map((name) => [name, text])),
        }),
      ),
  };
}

async function transcriptFunctions(): Promise<TextFunctions> {
  const correct = createTermCorrector(['Tallyfin', 'Kubernetes', 'EBITDA'], await loadRealWords());
  const suppress = (text: string): string =>
    suppressInvented({ text, computeMs: 0 }, { voicedMs: 20_000, vocabulary: text.slice(0, 1_000) }).text;
  return {
    cleanTranscript,
    suppressInvented: suppress,
    createTermCorrector: (text) => correct(suppress(text)),
    readReply: (text) => readReply(text, 'text/plain'),
    'repeatedRatio of the same on both sides': (text) => repeatedShare(text),
    'readReply of broken JSON': (text) => readReply(`{"text":${text}`, 'application/json'),
    fastestMsOf,
  };
}

function repeatedShare(text: string): number {
  const theirs = new TheirWords(systemClock);
  const transcript = { turnId: 'turn', channel: 'them', text };
  theirs.observeTranscript({ type: 'transcript-completed', transcript } as TranscriptEvent);
  return theirs.repeatedRatio(echoWordsOf(text));
}

async function questionFunctions(): Promise<TextFunctions> {
  const trained = await loadQuestionDetector({
    path: `${PROJECT_ROOT}/assets/question-detector.json`,
    sensitivity: () => 0.5,
    log: silentLogger,
  });
  const judgeWith = (detector: QuestionDetector) => (text: string) =>
    judgeTurn({ text, channel: 'them', isPartial: false }, [{ text, channel: 'me', gapMs: 500 }], detector);
  const limits = DEFAULT_CACHE_LIMITS;
  const cache = await openAnswerCache({ clock: systemClock, log: silentLogger, path: undefined, limits });
  const space = { modelId: 'a', templateHash: 'b', contextHash: 'c', language: 'en' };
  return {
    wordsOf,
    findFacts,
    sentencesOf,
    closingMarkOf,
    isWorthAnswering,
    'judgeTurn with the trained detector': judgeWith(trained),
    'judgeTurn with the rules': judgeWith(createRulesDetector()),
    leanOf,
    questionForm,
    'lookup in the cache': (text) => cache.lookup(space, { text }, 1_000),
  };
}

function quietly(work: () => unknown): unknown {
  try {
    return work();
  } catch (error) {
    return error;
  }
}
