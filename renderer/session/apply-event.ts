import type { EngineEvent } from '../../engine/protocol/events.ts';
import { trackHeldAsk } from './held-ask.ts';
import type { EventOf, SessionState, Turn } from './state.ts';
import { findTurn, isEnded, restartAnswer, updateAnswer, updateTurn } from './turns.ts';

/**
 * The state after one event. Pure, and exhaustive over the protocol's events.
 * @param nowMs the page's clock when the event came in.
 */
export function applyEvent(state: SessionState, event: EngineEvent, nowMs: number): SessionState {
  const seq = Math.max(state.seq, event.seq);
  return { ...reduce(state, event, nowMs), heldAsk: trackHeldAsk(state.heldAsk, event, nowMs), seq };
}

function reduce(state: SessionState, event: EngineEvent, nowMs: number): SessionState {
  switch (event.type) {
    case 'component.changed':
      return { ...state, components: { ...state.components, [event.state.component]: event.state } };
    case 'settings.changed':
      return { ...state, settings: event.settings };
    case 'access-token.changed': {
      const { service, ...token } = withoutStamp(event);
      return { ...state, accessTokens: { ...state.accessTokens, [service]: token } };
    }
    case 'models.listed':
      return { ...state, models: withoutStamp(event) };
    case 'model-files.listed':
      return { ...state, modelFiles: event.files };
    case 'download.progressed':
      return { ...state, downloads: { ...state.downloads, [event.name]: withoutStamp(event) } };
    case 'machine.described':
      return { ...state, machine: withoutStamp(event) };
    case 'model.measured': {
      const { name, ...pace } = withoutStamp(event);
      return { ...state, modelPaces: { ...state.modelPaces, [name]: pace } };
    }
    case 'diagnostics.collected':
      return { ...state, diagnostics: { ...withoutStamp(event), atMs: event.atMs } };
    case 'facts.collected':
      return { ...state, facts: event.facts };
    case 'capture.changed':
      return {
        ...state,
        capture: withoutStamp(event),
        captureAtMs: event.isCapturing === state.capture.isCapturing ? state.captureAtMs : nowMs,
        channels: event.isCapturing ? state.channels : {},
      };
    case 'file.progressed':
      return { ...state, file: withoutStamp(event) };
    case 'channel.measured':
      return {
        ...state,
        channels: { ...state.channels, [event.channel]: { ...measureOf(event), receivedAtMs: nowMs } },
      };
    case 'sound-test.changed':
      return { ...state, soundTest: withoutStamp(event) };
    case 'speaker.renamed':
      return { ...state, turns: state.turns.map((turn) => withName(turn, event)) };
    case 'push-to-talk.changed':
      return state;
    case 'question-detector.changed':
      return { ...state, questionDetector: withoutStamp(event) };
    case 'calls.wiped':
      return {
        ...state,
        turns: [],
        askedTurnIds: [],
        facts: undefined,
        wiped: { scope: event.scope, atMs: nowMs },
      };
    // For the desktop app alone.
    case 'desktop.requested':
      return state;
    case 'metrics.measured':
      return { ...state, metrics: withoutStamp(event) };
    case 'failed': {
      const failure = { code: event.code, message: event.message, remedy: event.remedy };
      if (event.turnId !== undefined && state.turns.some((turn) => turn.turnId === event.turnId))
        return updateAnswer(state, event.turnId, { phase: 'failed', failure });
      return { ...state, notice: { ...failure, atMs: nowMs } };
    }
    default:
      return reduceTurn(state, event, nowMs);
  }
}

type TurnEvent = Extract<EngineEvent, { turnId: string }>;

/** What happens to one turn and its answer. */
function reduceTurn(state: SessionState, event: TurnEvent, nowMs: number): SessionState {
  switch (event.type) {
    case 'speech.started':
      return updateTurn(state, event, { speech: 'speaking' });
    case 'speech.paused':
      return updateTurn(state, event, { speech: 'paused' });
    case 'turn.ended':
      return updateTurn(state, event, { speech: 'ended' });
    case 'transcript.extended':
      return updateTurn(state, event, { text: event.text, volatile: event.volatile });
    case 'transcript.completed':
      return updateTurn(state, event, {
        text: event.text,
        volatile: '',
        isFinal: true,
        ...(event.isIncomplete === true && { isIncomplete: true }),
        ...(event.isLate === true && { isLate: true }),
        speech: 'ended',
      });
    case 'transcript.dropped':
      return updateTurn(state, event, { volatile: '', isDropped: true, speech: 'ended' });
    case 'speaker.recognized':
      return updateTurn(state, event, { speaker: { speakerId: event.speakerId, name: event.name } });
    case 'sound.lost':
      return updateTurn(state, event, { lostMs: event.lostMs, isFinal: true, speech: 'ended' });
    case 'question.detected':
      return updateTurn(state, event, { question: { text: event.text, origin: event.origin } });
    case 'question.passed':
      return updateTurn(state, event, { passed: event.reason });
    case 'answer.waiting': {
      const waiting = { reason: event.reason, elapsedMs: event.elapsedMs, receivedAtMs: nowMs };
      const answer = findTurn(state, event.turnId)?.answer;
      return answer && !isEnded(answer)
        ? updateAnswer(state, event.turnId, { waiting })
        : restartAnswer(state, event.turnId, { waiting });
    }
    case 'answer.started':
      return restartAnswer(state, event.turnId, {
        phase: 'streaming',
        question: event.question,
        path: event.path,
        model: event.model,
        ...(event.asksUser === true && { asksUser: true }),
      });
    case 'answer.extended':
      return updateAnswer(state, event.turnId, {
        phase: 'streaming',
        bullets: event.bullets,
        bulletsAtMs: nowMs,
      });
    case 'answer.completed':
      return updateAnswer(state, event.turnId, {
        phase: event.status,
        bullets: event.bullets,
        bulletsAtMs: nowMs,
        path: event.path,
        firstBulletMs: event.firstBulletMs,
        latencyMs: event.latencyMs,
        isStale: event.isStale,
      });
    case 'answer.refreshed':
      return findTurn(state, event.turnId)?.answer?.isStale
        ? updateAnswer(state, event.turnId, { freshBullets: event.bullets })
        : state;
    case 'feedback.recorded':
      return updateTurn(state, { turnId: event.turnId }, { verdict: event.verdict });
  }
}

function withName(turn: Turn, { turnIds, speakerId, name }: EventOf<'speaker.renamed'>): Turn {
  return turnIds.includes(turn.turnId) ? { ...turn, speaker: { speakerId, name } } : turn;
}

function withoutStamp<Event extends EngineEvent>(event: Event): Omit<Event, 'type' | 'seq' | 'atMs'> {
  const { type: _type, seq: _seq, atMs: _atMs, ...facts } = event;
  return facts;
}

function measureOf(event: Extract<EngineEvent, { type: 'channel.measured' }>) {
  const { channel: _channel, ...measure } = withoutStamp(event);
  return measure;
}
