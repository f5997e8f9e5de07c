import { useState } from 'react';
import { useMessages } from '../messages/use-messages.ts';
import { useSessionState } from '../session/session-context.tsx';
import { Lock, Message, Users } from './guide-icons.tsx';
import { useGuideSessions } from './guide-sessions.ts';
import { useGoTo } from './use-go-to.ts';
import { answersReadiness, missingModels, speechReadiness } from './recommended.ts';
import { setUpEverything } from './set-up-everything.ts';

/** What Sotto does with what it hears, in plain words, and the consent to it. */
export function ConsentStep() {
  const { t } = useMessages();
  const sessions = useGuideSessions();
  const [isBusy, setBusy] = useState(false);
  const isOpen = useSessionState((state) => state.connection === 'open');
  const takeAll = async (): Promise<void> => {
    setBusy(true);
    await setUpEverything(sessions);
    setBusy(false);
  };
  return (
    <>
      <ul className="guide-facts">
        <li>
          <Message sizePx={20} />
          <span>{t('guide.consent.what')}</span>
        </li>
        <li>
          <Lock sizePx={20} />
          <span>{t('guide.consent.private')}</span>
        </li>
        <li>
          <Users sizePx={20} />
          <span>{t('guide.consent.others')}</span>
        </li>
      </ul>
      <div className="guide-choices">
        <button
          type="button"
          className="button primary large"
          disabled={!isOpen || isBusy}
          onClick={() => void takeAll()}
        >
          {t('guide.consent.all')}
        </button>
        <WhatIsFetched />
      </div>
    </>
  );
}

/** The way on to the other steps. */
export function AgreeButton() {
  const { t } = useMessages();
  const { hud } = useGuideSessions();
  const goTo = useGoTo();
  const isOpen = useSessionState((state) => state.connection === 'open');
  const agree = async (): Promise<void> => {
    if (await hud.send({ type: 'give-consent' })) goTo('voices');
  };
  return (
    <button type="button" className="button" disabled={!isOpen} onClick={() => void agree()}>
      {t('guide.consent.agree')}
    </button>
  );
}

/** Nothing is fetched that was not named before, with size and licence. */
function WhatIsFetched() {
  const { t, bytes } = useMessages();
  const state = useSessionState((all) => all);
  const { speech, chat } = missingModels(state);
  const files = [speech, chat].filter((file) => file !== undefined);
  const isLoading = [speechReadiness(state), answersReadiness(state)].includes('loading');
  if (files.length === 0 && isLoading) return <p className="hint">{t('guide.loading')}</p>;
  if (files.length === 0) return <p className="hint">{t('guide.consent.nothing-to-fetch')}</p>;
  const list = files
    .map(({ name, bytes: size, licence }) => `${name} (${bytes(size)}, ${licence})`)
    .join(' · ');
  return <p className="hint">{t('guide.consent.fetches', { list })}</p>;
}
