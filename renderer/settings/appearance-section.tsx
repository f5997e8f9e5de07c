import { ChoiceSetting } from './choice-setting.tsx';
import { SliderSetting } from './slider-setting.tsx';

const asPercent = (value: number): string => `${Math.round(value * 100)} %`;

export function AppearanceSection() {
  return (
    <>
      <ChoiceSetting
        part="appearance"
        name="theme"
        label="Theme"
        choices={{ system: 'As the system', dark: 'Dark', light: 'Light' }}
      />
      <SliderSetting
        part="appearance"
        name="textScale"
        label="Text size"
        min={0.8}
        max={1.6}
        step={0.05}
        print={asPercent}
      />
      <SliderSetting
        part="appearance"
        name="opacity"
        label="Window opacity"
        min={0.4}
        max={1}
        step={0.05}
        print={asPercent}
        hint="Of the desktop app’s floating window."
      />
    </>
  );
}
