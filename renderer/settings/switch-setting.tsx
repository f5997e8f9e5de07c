import type { Settings } from '../../engine/protocol/settings.ts';
import { Field } from './field.tsx';
import type { FieldText } from './field.tsx';
import type { NamesOf, SettingAt, SettingsPart } from './use-setting.ts';
import { useSetting } from './use-setting.ts';

type SwitchSettingProps<Part extends SettingsPart> = FieldText & SettingAt<Part, NamesOf<Part, boolean>>;

export function SwitchSetting<Part extends SettingsPart>(props: SwitchSettingProps<Part>) {
  const { value, error, change, reset } = useSetting(props);
  return (
    <Field label={props.label} hint={props.hint} error={error} reset={reset}>
      {(ids) => (
        <input
          {...ids}
          type="checkbox"
          role="switch"
          className="switch"
          checked={Boolean(value)}
          aria-checked={Boolean(value)}
          onChange={(event) =>
            void change(event.currentTarget.checked as Settings[Part][NamesOf<Part, boolean>])
          }
        />
      )}
    </Field>
  );
}
