import { useEffect } from 'react';
import { useStore } from 'zustand';
import { useMessages } from '../messages/use-messages.ts';
import type { MessageKey } from '../messages/messages.ts';
import { Mic, type Icon } from '../parts/icons.tsx';
import { shellOf } from '../session/bootstrap.ts';
import { useSessionState } from '../session/session-context.tsx';
import type { Machine } from '../session/state.ts';
import { Headphones, Key } from './guide-icons.tsx';
import { useGuideSessions } from './guide-sessions.ts';
import {
  audioFor,
  canShareSound,
  voicesOf,
  waysToHearOthers,
  type Voices,
  type WayToHear,
} from './recommended.ts';
import { LiveMeters } from './live-meters.tsx';

const ICONS: Readonly<Record<Voices, Icon>> = { call: Headphones, room: Mic, key: Key };
const VOICES = ['call', 'room', 'key'] as const;

/**
 * Whose questions are answered, and so what is listened to, with a meter that shows that it works. Until
 * somebody chooses, it is what is recommended.
 */
export function VoicesStep() {
  const { t } = useMessages();
  const { settings } = useGuideSessions();
  const machine = useSessionState((state) => state.machine);
  const current = useSessionState((state) => state.settings);
  const chosen = current && voicesOf(current);
  const ways = waysToHearOthers(machine, canShareSound());
  const [bestWay = 'page'] = ways;
  const recommended = ways.length > 0 ? 'call' : 'room';
  const choose = (voices: Voices): void =>
    void settings.send({ type: 'change-settings', patch: audioFor(voices, bestWay) });
  const canChange = useStore(settings.store, ({ connection }) => connection === 'open');
  // Who went on without a microphone has chosen, too.
  const isUntouched = chosen === undefined && current?.audio.microphone === 'page';
  const isToChoose = canChange && isUntouched && machine !== undefined;
  useEffect(() => {
    if (!isToChoose) return;
    void settings.send({ type: 'change-settings', patch: audioFor(recommended, bestWay) });
  }, [settings, isToChoose, recommended, bestWay]);
  if (!current) return null;
  return (
    <>
      <fieldset className="guide-cards">
        <legend className="unseen">{t('guide.voices.title')}</legend>
        {VOICES.map((voices) => {
          const VoicesIcon = ICONS[voices];
          return (
            <label key={voices} className="guide-card" data-chosen={voices === chosen}>
              <input type="radio" name="voices" checked={voices === chosen} onChange={() => choose(voices)} />
              <VoicesIcon sizePx={20} />
              <span>
                <strong>{t(`guide.voices.${voices}`)}</strong>
                <span className="hint">{t(`guide.voices.${voices}.hint`)}</span>
                {voices === recommended && machine && (
                  <span className="guide-advice">
                    {t(`guide.voices.why-${voices === 'room' ? 'room' : bestWay}`)}
                  </span>
                )}
              </span>
            </label>
          );
        })}
      </fieldset>
      {chosen === 'call' && <HowTheCallIsHeard ways={ways} them={current.audio.them} machine={machine} />}
      <LiveMeters />
    </>
  );
}

interface HowProps {
  readonly ways: readonly WayToHear[];
  readonly them: WayToHear | 'none';
  readonly machine: Machine | undefined;
}

function HowTheCallIsHeard({ ways, them, machine }: HowProps) {
  const { t } = useMessages();
  const { settings } = useGuideSessions();
  const choose = (way: WayToHear): void =>
    void settings.send({ type: 'change-settings', patch: audioFor('call', way) });
  return (
    <fieldset className="guide-ways">
      <legend>{t('guide.how.title')}</legend>
      {machine?.system === 'linux' && !machine.canRecordOutput && (
        <p className="hint">{t('guide.how.no-monitor')}</p>
      )}
      {ways.map((way, index) => (
        <label key={way}>
          <input type="radio" name="way" checked={way === them} onChange={() => choose(way)} />
          <span>
            <strong>{t(`guide.how.${way}`)}</strong>
            {index === 0 && ways.length > 1 && (
              <span className="guide-advice">{t('settings.files.recommended')}</span>
            )}
            <span className="hint">
              {way === 'monitor' ? t('guide.how.monitor.hint') : t(howToShare(machine))}
            </span>
          </span>
        </label>
      ))}
    </fieldset>
  );
}

/** The exact way on this system, in the desktop app or in a browser. */
function howToShare(machine: Machine | undefined): MessageKey {
  const system = machine?.system ?? 'linux';
  if (shellOf(window)) return `guide.how.page.${system}`;
  return system === 'windows' ? 'guide.how.page.browser.windows' : 'guide.how.page.browser';
}
