import { useMessages } from '../messages/use-messages.ts';
import type { Diagnostics } from '../session/state.ts';

type Timing = Diagnostics['turns'][number];

interface LatencyWaterfallProps {
  readonly timing: Timing;
  /** What the whole width stands for. */
  readonly scaleMs: number;
}

/** Where the time of one turn went, from its last word to the paint: one bar, a piece for each stretch. */
export function LatencyWaterfall({ timing, scaleMs }: LatencyWaterfallProps) {
  const { t, latency } = useMessages();
  const { path, status } = timing;
  const marks = timing.marks.toSorted((left, right) => left.sinceStartMs - right.sinceStartMs);
  const start = t(timing.isFromLastWord ? 'diagnostics.from-last-word' : 'diagnostics.from-command');
  const nameOf = (mark: Timing['marks'][number]['name']): string =>
    mark === 'completed' && status !== null && status !== 'complete'
      ? t(`ending.${status}`)
      : t(`diagnostics.mark.${mark}`);
  return (
    <li className="waterfall">
      <span className="hint">
        {[path === null ? t('diagnostics.no-answer') : t(`path.${path}`), timing.model, start]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        {marks.map(({ name, sinceStartMs }, index) => {
          const fromMs = marks[index - 1]?.sinceStartMs ?? 0;
          return (
            <rect
              key={name}
              x={(100 * fromMs) / scaleMs}
              width={(100 * (sinceStartMs - fromMs)) / scaleMs}
              height={6}
              data-mark={name}
            />
          );
        })}
      </svg>
      <span className="figures">
        {marks.map(({ name, sinceStartMs }) => `${nameOf(name)} ${latency(sinceStartMs)}`).join(' · ')}
      </span>
    </li>
  );
}
