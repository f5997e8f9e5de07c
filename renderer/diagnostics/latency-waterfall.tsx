import { useMessages } from '../messages/use-messages.ts';
import type { Diagnostics } from '../session/state.ts';

type Timing = Diagnostics['turns'][number];

/** Where the time of one turn went, from its last word to the paint: one bar, a piece for each stretch. */
export function LatencyWaterfall({ timing }: { readonly timing: Timing }) {
  const { t, latency } = useMessages();
  const marks = timing.marks.toSorted((left, right) => left.sinceStartMs - right.sinceStartMs);
  const totalMs = Math.max(1, marks.at(-1)?.sinceStartMs ?? 1);
  const start = t(timing.isFromLastWord ? 'diagnostics.from-last-word' : 'diagnostics.from-command');
  return (
    <li className="waterfall">
      <span className="hint">
        {[timing.path ?? t('diagnostics.no-answer'), timing.model, start]
          .filter((part) => part !== '')
          .join(' · ')}
      </span>
      <svg viewBox="0 0 100 6" preserveAspectRatio="none" aria-hidden="true">
        {marks.map(({ name, sinceStartMs }, index) => {
          const fromMs = marks[index - 1]?.sinceStartMs ?? 0;
          return (
            <rect
              key={name}
              x={(100 * fromMs) / totalMs}
              width={(100 * (sinceStartMs - fromMs)) / totalMs}
              height={6}
              data-mark={name}
            />
          );
        })}
      </svg>
      <span className="figures">
        {marks
          .map(({ name, sinceStartMs }) => `${t(`diagnostics.mark.${name}`)} ${latency(sinceStartMs)}`)
          .join(' · ')}
      </span>
    </li>
  );
}
