import { ArrowLeft } from '../parts/icons.tsx';
import { useEffect, useState } from 'react';
import type { ComponentType } from 'react';
import { IconButton } from '../parts/icon-button.tsx';
import { Indicator } from '../parts/indicator.tsx';
import { NoticeBar } from '../parts/notice-bar.tsx';
import { SETTINGS_SECTIONS } from '../parts/view-state.ts';
import type { SettingsSection } from '../parts/view-state.ts';
import { useSession } from '../session/session-context.tsx';
import { DiagnosticsSection } from '../diagnostics/diagnostics-section.tsx';
import { AnswersSection } from './answers-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { AudioSection } from './audio-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { ModelSection } from './model-section.tsx';
import { PrivacySection } from './privacy-section.tsx';
import { QuestionsSection } from './questions-section.tsx';
import { SpeechSection } from './speech-section.tsx';

const SECTIONS: Readonly<Record<SettingsSection, { title: string; Body: ComponentType }>> = {
  model: { title: 'Model', Body: ModelSection },
  speech: { title: 'Speech', Body: SpeechSection },
  audio: { title: 'Audio', Body: AudioSection },
  answers: { title: 'Answers', Body: AnswersSection },
  questions: { title: 'Questions', Body: QuestionsSection },
  keys: { title: 'Keys', Body: KeysSection },
  appearance: { title: 'Appearance', Body: AppearanceSection },
  privacy: { title: 'Privacy', Body: PrivacySection },
  diagnostics: { title: 'Diagnostics', Body: DiagnosticsSection },
};

interface SettingsViewProps {
  readonly section: SettingsSection;
  readonly onClose?: () => void;
}

/** One section at a time; every change applies at once and is kept. */
export function SettingsView({ section, onClose }: SettingsViewProps) {
  const session = useSession();
  const [shown, setShown] = useState(section);
  useEffect(() => {
    session.request({ type: 'list-models' }).catch(() => undefined);
  }, [session]);
  useEffect(() => {
    const listen = (event: KeyboardEvent): void => {
      if (event.key === 'Escape' && !event.defaultPrevented) onClose?.();
    };
    window.addEventListener('keydown', listen);
    return () => window.removeEventListener('keydown', listen);
  }, [onClose]);
  const { title, Body } = SECTIONS[shown];
  return (
    <div className="settings">
      <header className="header">
        {onClose && <IconButton label="Go back to the call" icon={ArrowLeft} onClick={onClose} />}
        <h1 className="brand">Settings</h1>
        <Indicator />
      </header>
      <nav className="settings-nav" aria-label="Sections">
        {SETTINGS_SECTIONS.map((name) => (
          <button
            key={name}
            type="button"
            aria-current={name === shown ? 'page' : undefined}
            onClick={() => setShown(name)}
          >
            {SECTIONS[name].title}
          </button>
        ))}
      </nav>
      <main className="settings-body" aria-label={title} key={shown}>
        <h2>{title}</h2>
        <Body />
      </main>
      <NoticeBar />
    </div>
  );
}
