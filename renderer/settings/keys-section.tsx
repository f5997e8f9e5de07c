import { Fragment } from 'react';
import type { MessageKey } from '../messages/messages.ts';
import { useMessages } from '../messages/use-messages.ts';
import { ShortcutSetting } from './shortcut-setting.tsx';
import { SliderSetting } from './slider-setting.tsx';
import { StateLine } from './state-line.tsx';
import { useAbilities } from './use-abilities.ts';

/** Single keys of the HUD, as `useAnswerKeys` takes them. */
const ANSWER_KEYS = [
  ['N', 'answer.new-ready'],
  ['C', 'answer.copy'],
  ['P', 'answer.pin'],
  ['D', 'answer.dismiss'],
  ['S', 'answer.shorter'],
  ['M', 'answer.more'],
  ['E', 'answer.example'],
  ['Q', 'header.quiet'],
  ['W', 'call.next'],
  ['F', 'call.facts'],
] as const satisfies readonly (readonly [string, MessageKey])[];

/** The shortcuts, each set by pressing it. */
export function KeysSection() {
  const { t, duration } = useMessages();
  const abilities = useAbilities();
  return (
    <>
      <StateLine component="push-to-talk" />
      <p className="hint">{t('settings.keys.how')}</p>
      <ShortcutSetting name="pushToTalk" hint={t('settings.keys.talk-hint')} />
      <SliderSetting
        part="keys"
        name="lookBackMs"
        label={t('settings.keys.look-back')}
        hint={t('settings.keys.look-back-hint')}
        min={0}
        max={30_000}
        step={1_000}
        print={(value) => (value === 0 ? t('settings.keys.off') : duration(value))}
      />
      {abilities && (
        <>
          <ShortcutSetting name="askLast" />
          <ShortcutSetting name="showHide" />
          <ShortcutSetting name="compact" />
          {abilities.letsClicksThrough && <ShortcutSetting name="clickThrough" />}
          <ShortcutSetting name="pause" />
          <ShortcutSetting name="copyAnswer" />
          <ShortcutSetting name="wipe" />
        </>
      )}
      <h3>{t('settings.keys.here')}</h3>
      <dl className="keys">
        <dt>← →</dt>
        <dd>{t('settings.keys.arrows')}</dd>
        {ANSWER_KEYS.map(([key, label]) => (
          <Fragment key={key}>
            <dt>{key}</dt>
            <dd>{t(label)}</dd>
          </Fragment>
        ))}
        <dt>Esc</dt>
        <dd>{t('settings.keys.escape')}</dd>
      </dl>
    </>
  );
}
