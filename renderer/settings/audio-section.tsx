import { useMessages } from '../messages/use-messages.ts';
import { AudioTruth } from '../parts/audio-truth.tsx';
import { useSessionState } from '../session/session-context.tsx';
import { ChoiceSetting } from './choice-setting.tsx';
import { Field } from './field.tsx';
import { LevelCheck } from './level-check.tsx';
import { LinesSetting } from './lines-setting.tsx';
import { SoundTest } from './sound-test.tsx';
import { StateLine } from './state-line.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { TextSetting } from './text-setting.tsx';
import { useMicrophones } from './use-microphones.ts';
import { useSetting } from './use-setting.ts';

const PROCESSING = ['echoCancellation', 'noiseSuppression', 'autoGain'] as const;

/** Whom Sotto hears, and through what. */
export function AudioSection() {
  const { t } = useMessages();
  const microphone = useSessionState((state) => state.settings?.audio.microphone);
  return (
    <>
      <StateLine component="microphone" />
      <AudioTruth />
      <LevelCheck />
      <SoundTest />
      <ChoiceSetting
        part="audio"
        name="microphone"
        label={t('settings.audio.microphone')}
        choices={{
          page: t('settings.audio.microphone.page'),
          recorder: t('settings.audio.microphone.recorder'),
          none: t('settings.audio.microphone.none'),
        }}
      />
      {microphone === 'page' && (
        <>
          <PageDevice />
          {PROCESSING.map((name) => (
            <SwitchSetting key={name} part="audio" name={name} label={t(`settings.audio.${name}`)} />
          ))}
        </>
      )}
      {microphone === 'recorder' && (
        <TextSetting
          part="audio"
          name="microphoneDevice"
          label={t('settings.audio.device')}
          placeholder={t('settings.audio.device-default')}
          hint={t('settings.audio.device-recorder')}
        />
      )}
      <ChoiceSetting
        part="audio"
        name="them"
        label={t('settings.audio.them')}
        hint={t('settings.audio.them-hint')}
        choices={{
          none: t('settings.audio.them.none'),
          monitor: t('settings.audio.them.monitor'),
          page: t('settings.audio.them.page'),
        }}
      />
      <CallNotice />
      <SwitchSetting
        part="audio"
        name="answerMicrophone"
        label={t('settings.audio.own')}
        hint={t('settings.audio.own-hint')}
      />
      <ChoiceSetting
        part="audio"
        name="voiceDetector"
        label={t('settings.audio.voice-detector')}
        choices={{
          auto: t('settings.audio.voice-detector.auto'),
          silero: t('settings.audio.voice-detector.silero'),
          energy: t('settings.audio.voice-detector.energy'),
        }}
      />
      <StateLine component="them" />
    </>
  );
}

function CallNotice() {
  const { t } = useMessages();
  const isOn = useSessionState((state) => state.settings?.audio.noticeCalls === true);
  const ignored = useSetting({ part: 'audio', name: 'ignoredPrograms' });
  return (
    <>
      <SwitchSetting
        part="audio"
        name="noticeCalls"
        label={t('settings.audio.notice-calls')}
        hint={t('settings.audio.notice-calls-hint')}
      />
      {isOn && (
        <LinesSetting
          setting={ignored}
          label={t('settings.audio.ignored')}
          hint={t('settings.audio.ignored-hint')}
          placeholder="discord"
          print={(name) => name}
          parse={(line) => line}
        />
      )}
    </>
  );
}

function PageDevice() {
  const { t } = useMessages();
  const { value, error, change } = useSetting({ part: 'audio', name: 'microphoneDevice' });
  const microphones = useMicrophones();
  const isListed = value === '' || microphones.some((name) => name === value);
  return (
    <Field
      label={t('settings.audio.device')}
      error={error}
      hint={microphones.length === 0 ? t('settings.audio.device-unnamed') : undefined}
    >
      {(ids) => (
        <select {...ids} value={value} onChange={(event) => void change(event.currentTarget.value)}>
          <option value="">{t('settings.audio.device-default')}</option>
          {!isListed && <option value={value}>{t('settings.audio.device-gone', { name: value })}</option>}
          {microphones.map((name) => (
            <option key={name} value={name}>
              {name}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
