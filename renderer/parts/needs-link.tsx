import { useMessages } from '../messages/use-messages.ts';

/** The page has no session: it says so and how to get one. */
export function NeedsLink() {
  const { t } = useMessages();
  return (
    <main className="needs-link">
      <h1>{t('needs-link.title')}</h1>
      <p>{t('needs-link.text')}</p>
      <button type="button" className="button primary" onClick={() => window.location.reload()}>
        {t('needs-link.retry')}
      </button>
    </main>
  );
}
