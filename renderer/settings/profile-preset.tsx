import { useMessages } from '../messages/use-messages.ts';
import { useSession, useSessionState } from '../session/session-context.tsx';
import { Field } from './field.tsx';

const PRESETS = ['interview', 'sales', 'support', 'meeting'] as const;

interface ProfileTexts {
  readonly role: string;
  readonly topic: string;
  readonly notes: string;
}

/** The user's own words, kept while a preset stands in their place. */
let ownTexts: ProfileTexts = { role: '', topic: '', notes: '' };

/** Fills in what an answer should know of a usual kind of call. */
export function ProfilePreset() {
  const { t } = useMessages();
  const session = useSession();
  const profile = useSessionState(({ settings }) => settings?.profile);
  if (!profile) return null;
  const { role, topic, notes } = profile;
  const textsOf = (preset: (typeof PRESETS)[number]): ProfileTexts => ({
    role: t(`settings.preset.${preset}.role`),
    topic: t(`settings.preset.${preset}.topic`),
    notes: t(`settings.preset.${preset}.notes`),
  });
  const current = PRESETS.find((preset) => {
    const texts = textsOf(preset);
    return texts.role === role && texts.topic === topic;
  });
  const choose = (chosen: string): void => {
    const preset = PRESETS.find((name) => name === chosen);
    // Notes that differ from the preset's were written by the user, so they stay.
    const areNotesOwn = notes !== '' && (current === undefined || notes !== textsOf(current).notes);
    if (current === undefined) ownTexts = { role, topic, notes };
    const texts = preset === undefined ? ownTexts : textsOf(preset);
    const patch = { profile: areNotesOwn ? { role: texts.role, topic: texts.topic } : texts };
    void session.send({ type: 'change-settings', patch });
  };
  return (
    <Field label={t('settings.preset')} hint={t('settings.preset-hint')}>
      {(ids) => (
        <select
          {...ids}
          value={current ?? 'own'}
          onChange={({ currentTarget }) => choose(currentTarget.value)}
        >
          <option value="own">{t('settings.preset.own')}</option>
          {PRESETS.map((preset) => (
            <option key={preset} value={preset}>
              {t(`settings.preset.${preset}`)}
            </option>
          ))}
        </select>
      )}
    </Field>
  );
}
