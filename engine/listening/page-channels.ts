import type { Channel } from '../protocol/call-parts.ts';
import type { CaptureSource } from '../capture/capture-source.ts';
import type { PageSource } from '../capture/page-source.ts';
import type { WireAudioFrame } from '../protocol/audio-frame.ts';
import type { Command } from '../protocol/commands.ts';
import type { ComponentState } from '../protocol/component-state.ts';

type CaptureReport = Extract<Command, { type: 'report-capture' }>;

/** The channels that pages fill, among what is open now. */
export interface PageChannels {
  /** @returns `sources`. */
  take(sources: readonly CaptureSource[]): readonly CaptureSource[];
  end(): void;
  pushAudio(frame: WireAudioFrame): void;
  report(report: CaptureReport): void;
  /** The page that filled a channel went away without closing it. */
  notePageGone(channel: Channel): void;
}

export function createPageChannels({
  publishState,
}: {
  readonly publishState: (state: ComponentState) => void;
}): PageChannels {
  let pages: readonly PageSource[] = [];
  const pageOf = (channel: Channel): PageSource | undefined => pages.find((page) => page.channel === channel);
  return {
    take: (sources) => {
      pages = sources.filter((source): source is PageSource => 'push' in source);
      return sources;
    },
    end: () => {
      for (const page of pages) page.end();
      pages = [];
    },
    pushAudio: (frame) => pageOf(frame.channel)?.push(frame),
    report: (report) => {
      const page = pageOf(report.channel);
      if (report.status === 'open') page?.rename(report.device);
      page?.setFailed(report.status !== 'open', report.status === 'denied');
      publishState(stateOfReport(report));
    },
    notePageGone: (channel) => {
      pageOf(channel)?.setFailed(true);
      if (pageOf(channel)) publishState(stateWithoutPage(channel));
    },
  };
}

const RETRY_CAPTURE = { label: 'Try again', kind: 'start-capture' } as const;

export function componentOf(channel: Channel): 'microphone' | 'them' {
  return channel === 'me' ? 'microphone' : 'them';
}

function stateWithoutPage(channel: Channel): ComponentState {
  return {
    component: componentOf(channel),
    status: 'failed',
    reason: 'The page that captured was closed or lost its connection.',
    code: 'recorder-failed',
    action: RETRY_CAPTURE,
  };
}

function stateOfReport({ channel, status, device }: CaptureReport): ComponentState {
  const component = componentOf(channel);
  // A share dialog that was closed, or a picture that came without sound.
  if (channel === 'them' && (status === 'missing' || status === 'denied'))
    return {
      component,
      status: 'failed',
      reason:
        'The sound of the other side is not shared. Choose the tab or screen of the call, with its sound.',
      code: 'sound-not-shared',
      action: RETRY_CAPTURE,
    };
  switch (status) {
    case 'open':
      return { component, status: 'ready', reason: device };
    case 'closed':
      return { component, status: 'off', reason: 'Not listening' };
    case 'missing':
      return {
        component,
        status: 'failed',
        reason: 'No microphone was found. Connect one.',
        code: 'microphone-missing',
        action: RETRY_CAPTURE,
      };
    case 'denied':
      return {
        component,
        status: 'failed',
        reason: 'The microphone may not be used. Allow it in the system or browser settings.',
        code: 'microphone-denied',
        action: RETRY_CAPTURE,
      };
    case 'failed':
      return {
        component,
        status: 'failed',
        reason:
          `${channel === 'me' ? 'The microphone' : 'The other side'} could not be opened. ${device}`.trim(),
        code: 'recorder-failed',
        action: RETRY_CAPTURE,
      };
    case 'moved':
      return {
        component,
        status: 'degraded',
        reason: 'Capture moved to another Sotto page.',
        code: 'capture-moved',
        action: RETRY_CAPTURE,
      };
    case 'muted':
      return {
        component,
        status: 'degraded',
        reason: `${device} sends nothing: it is muted or in use elsewhere.`,
        code: 'device-silent',
        action: RETRY_CAPTURE,
      };
  }
}
