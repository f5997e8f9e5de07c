import { AudioTruth } from '../parts/audio-truth.tsx';
import { useSessionState } from '../session/session-context.tsx';
import { ChoiceSetting } from './choice-setting.tsx';
import { Field } from './field.tsx';
import { StateLine } from './state-line.tsx';
import { SwitchSetting } from './switch-setting.tsx';
import { TextSetting } from './text-setting.tsx';
import { useMicrophones } from './use-microphones.ts';
import { useSetting } from './use-setting.ts';

/** Whom Sotto hears, and through what. */
export function AudioSection() {
  const microphone = useSessionState((state) => state.settings?.audio.microphone);
  return (
    <>
      <StateLine component="microphone" />
      <AudioTruth />
      <ChoiceSetting
        part="audio"
        name="microphone"
        label="Microphone"
        choices={{
          page: 'Through this window',
          recorder: 'Through sox or arecord',
          none: 'None: hear the others only',
        }}
      />
      {microphone === 'page' && <PageDevice />}
      {microphone === 'recorder' && (
        <TextSetting
          part="audio"
          name="microphoneDevice"
          label="Device"
          placeholder="The system’s default"
          hint="As the recorder calls it."
        />
      )}
      <ChoiceSetting
        part="audio"
        name="others"
        label="The others on the call"
        hint="What the loudspeaker plays can be heard on Linux by itself, and elsewhere in the desktop app by sharing the screen’s sound."
        choices={{
          none: 'Not heard',
          monitor: 'What the loudspeaker plays (Linux)',
          page: 'Shared through this window',
        }}
      />
      <SwitchSetting
        part="audio"
        name="answerMicrophone"
        label="Answer my own questions too"
        hint="Otherwise only the others’ questions are answered by themselves; yours by hold-to-ask."
      />
      <ChoiceSetting
        part="audio"
        name="voiceDetector"
        label="Voice detection"
        choices={{ auto: 'Automatic', silero: 'Silero (neural)', energy: 'By loudness' }}
      />
      <StateLine component="others" />
    </>
  );
}

function PageDevice() {
  const { value, error, change } = useSetting({ part: 'audio', name: 'microphoneDevice' });
  const microphones = useMicrophones();
  const isListed = value === '' || microphones.some((name) => name === value);
  return (
    <Field
      label="Device"
      error={error}
      hint={microphones.length === 0 ? 'Devices get their names once the microphone was allowed.' : undefined}
    >
      {(ids) => (
        <select {...ids} value={value} onChange={(event) => void change(event.currentTarget.value)}>
          <option value="">The system’s default</option>
          {!isListed && <option value={value}>{value} (not plugged in)</option>}
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
