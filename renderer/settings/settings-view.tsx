import { ArrowLeft } from '../parts/icons.tsx';
import { useEffect, useState } from 'react';
import type { ComponentType } from 'react';
import { IconButton } from '../parts/icon-button.tsx';
import { Indicator } from '../parts/indicator.tsx';
import { NoticeBar } from '../parts/notice-bar.tsx';
import { SETTINGS_SECTIONS } from '../parts/view-state.ts';
import type { SettingsSection } from '../parts/view-state.ts';
import { useMessages } from '../messages/use-messages.ts';
import { shellOf } from '../session/bootstrap.ts';
import { useSession } from '../session/session-context.tsx';
import { DiagnosticsSection } from '../diagnostics/diagnostics-section.tsx';
import { AnswersSection } from './answers-section.tsx';
import { AppearanceSection } from './appearance-section.tsx';
import { AudioSection } from './audio-section.tsx';
import { DesktopSection } from './desktop-section.tsx';
import { KeysSection } from './keys-section.tsx';
import { ModelSection } from './model-section.tsx';
import { PrivacySection } from './privacy-section.tsx';
import { QuestionsSection } from './questions-section.tsx';
import { matchesQuery, searchForm, SearchProvider } from './setting-search.tsx';
import { SpeechSection } from './speech-section.tsx';

const BODIES: Readonly<Record<SettingsSection, ComponentType>> = {
  model: ModelSection,
  speech: SpeechSection,
  audio: AudioSection,
  answers: AnswersSection,
  questions: QuestionsSection,
  keys: KeysSection,
  desktop: DesktopSection,
  appearance: AppearanceSection,
  privacy: PrivacySection,
  diagnostics: DiagnosticsSection,
};

interface SettingsViewProps {
  readonly section: SettingsSection;
  readonly onClose?: () => void;
}

/** One section at a time, or what a search found; every change applies at once and is kept. */
export function SettingsView({ section, onClose }: SettingsViewProps) {
  const { t } = useMessages();
  const session = useSession();
  const [chosen, setChosen] = useState(section);
  const [search, setSearch] = useState('');
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
  const isWindow = onClose === undefined;
  const title = t(section === 'diagnostics' ? 'settings.section.diagnostics' : 'settings.title');
  useEffect(() => {
    if (isWindow) document.title = `Sotto: ${title}`;
  }, [isWindow, title]);
  const sections = SETTINGS_SECTIONS.filter((name) => name !== 'desktop' || shellOf(window) !== undefined);
  const shown = sections.includes(chosen) ? chosen : 'model';
  const query = searchForm(search);
  return (
    <div className="settings">
      <header className="header">
        {onClose && <IconButton label={t('settings.back')} icon={ArrowLeft} onClick={onClose} />}
        <h1 className="brand">{t('settings.title')}</h1>
        <Indicator />
      </header>
      <nav className="settings-nav" aria-label={t('settings.sections')}>
        <input
          type="search"
          aria-label={t('settings.search')}
          placeholder={t('settings.search-short')}
          value={search}
          onChange={(event) => setSearch(event.currentTarget.value)}
          onKeyDown={(event) => {
            if (event.key !== 'Escape' || search === '') return;
            event.preventDefault();
            setSearch('');
          }}
        />
        {sections.map((name) => (
          <button
            key={name}
            type="button"
            aria-current={name === shown && query === '' ? 'page' : undefined}
            onClick={() => {
              setSearch('');
              setChosen(name);
            }}
          >
            {t(`settings.section.${name}`)}
          </button>
        ))}
      </nav>
      {query === '' ? (
        <Section name={shown} key={shown} />
      ) : (
        <Found sections={sections} query={query} search={search.trim()} />
      )}
      <NoticeBar />
    </div>
  );
}

function Section({ name }: { readonly name: SettingsSection }) {
  const { t } = useMessages();
  const title = t(`settings.section.${name}`);
  const Body = BODIES[name];
  return (
    <main className="settings-body" aria-label={title}>
      <h2>{title}</h2>
      <Body />
    </main>
  );
}

interface FoundProps {
  readonly sections: readonly SettingsSection[];
  readonly query: string;
  /** As it was typed. */
  readonly search: string;
}

/** The sections of that name as a whole, and of the others the settings that have the words. */
function Found({ sections, query, search }: FoundProps) {
  const { t } = useMessages();
  return (
    <main className="settings-body settings-found" aria-label={t('settings.search')}>
      {sections.map((name) => {
        const title = t(`settings.section.${name}`);
        const isWhole = matchesQuery(query, title);
        // It has no settings.
        if (name === 'diagnostics' && !isWhole) return null;
        const Body = BODIES[name];
        return (
          <section key={name} data-whole={isWhole}>
            <h2>{title}</h2>
            <SearchProvider value={isWhole ? '' : query}>
              <Body />
            </SearchProvider>
          </section>
        );
      })}
      <p className="hint" role="status">
        {t('settings.search.none', { query: search })}
      </p>
    </main>
  );
}
