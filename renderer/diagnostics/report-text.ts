import type { SessionState } from '../session/state.ts';

/**
 * What may be sent to somebody who helps: versions, states, times and codes. Nothing that was said, asked or
 * answered, no prompt, no token, no device name, address or path.
 */
export function reportText({
  appVersion,
  machine,
  models,
  diagnostics,
  metrics,
  capture,
  channels,
}: SessionState): string {
  const report = {
    sotto: appVersion,
    system: machine?.system ?? 'unknown',
    model: models && {
      backend: models.backend,
      name: withoutFolder(models.selected),
      location: models.location,
    },
    capture: { isCapturing: capture.isCapturing, isPaused: capture.isPaused },
    channels: Object.entries(channels).map(([channel, measure]) => ({
      channel,
      levelDbfs: Math.round(measure.levelDbfs),
      lastFrameAgeMs: Math.round(measure.lastFrameAgeMs),
      droppedFrameCount: measure.droppedFrameCount,
      ...(measure.echo && { echo: measure.echo }),
    })),
    components: diagnostics?.components ?? [],
    failures: diagnostics?.failures ?? [],
    turns: (diagnostics?.turns ?? []).map((turn) => ({ ...turn, model: withoutFolder(turn.model) })),
    latencies: metrics?.latencies ?? {},
    counters: metrics?.counters ?? {},
  };
  return JSON.stringify(report, undefined, 2);
}

/** Some servers call a model by the path of its file, which names the user. */
function withoutFolder(model: string): string {
  return /^(?:~|[A-Za-z]:)?[\\/]/.test(model) ? (model.split(/[\\/]/).at(-1) ?? '') : model;
}
