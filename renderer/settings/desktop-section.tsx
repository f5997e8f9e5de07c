import type { ShellAbilities } from '../../engine/protocol/session.ts';
import { useMessages } from '../messages/use-messages.ts';
import { SliderSetting } from './slider-setting.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { useAbilities } from './use-abilities.ts';

/** What only the desktop app does, as far as it can here. */
export function DesktopSection() {
  const abilities = useAbilities();
  return abilities && <DesktopSettings abilities={abilities} />;
}

export function DesktopSettings({ abilities }: { readonly abilities: ShellAbilities }) {
  const { t, percent } = useMessages();
  return (
    <>
      {abilities.hidesFromCapture && (
        <SwitchSetting
          part="desktop"
          name="hideFromCapture"
          label={t('settings.desktop.hide')}
          hint={t('settings.desktop.hide-hint')}
        />
      )}
      <SwitchSetting
        part="desktop"
        name="pauseWhenLocked"
        label={
          abilities.noticesLock
            ? t('settings.desktop.pause-when-locked')
            : t('settings.desktop.pause-when-asleep')
        }
      />
      {abilities.startsAtLogin && (
        <SwitchSetting part="desktop" name="startAtLogin" label={t('settings.desktop.start-at-login')} />
      )}
      {abilities.setsOpacity && (
        <SliderSetting
          part="appearance"
          name="opacity"
          label={t('settings.desktop.opacity')}
          min={0.4}
          max={1}
          step={0.05}
          print={percent}
        />
      )}
    </>
  );
}
