import { useState } from 'react';
import type { Settings } from '../../engine/protocol/settings.ts';
import { Field } from './field.tsx';
import type { FieldText } from './field.tsx';
import type { NamesOf, SettingAt, SettingsPart } from './use-setting.ts';
import { useSetting } from './use-setting.ts';

type SliderSettingProps<Part extends SettingsPart> = FieldText &
  SettingAt<Part, NamesOf<Part, number>> & {
    readonly min: number;
    readonly max: number;
    readonly step: number;
    /** The value as it is read: "120 %". */
    readonly print: (value: number) => string;
  };

/** A number on a scale; takes effect when it is let go. */
export function SliderSetting<Part extends SettingsPart>(props: SliderSettingProps<Part>) {
  const { min, max, step, print } = props;
  const { value, error, change, reset } = useSetting(props);
  const [draft, setDraft] = useState<number>();
  const shown = draft ?? Number(value);
  const commit = async (): Promise<void> => {
    if (draft === undefined) return;
    await change(draft as Settings[Part][NamesOf<Part, number>]);
    setDraft(undefined);
  };
  return (
    <Field label={props.label} hint={props.hint} error={error} reset={reset}>
      {(ids) => (
        <span className="slider">
          <input
            {...ids}
            type="range"
            min={min}
            max={max}
            step={step}
            value={shown}
            aria-valuetext={print(shown)}
            onChange={(event) => setDraft(Number(event.currentTarget.value))}
            onPointerUp={() => void commit()}
            onKeyUp={() => void commit()}
            onBlur={() => void commit()}
          />
          <output className="figures">{print(shown)}</output>
        </span>
      )}
    </Field>
  );
}
