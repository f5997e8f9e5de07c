import type { GuideSessions } from './guide-sessions.ts';
import { audioFor, canShareSound, missingModels, waysToHearOthers } from './recommended.ts';

/**
 * Takes every recommendation: consent, the sound of the call, and the models that are missing, whose
 * downloads run on behind the guide. Among models that are here the quickest good one is chosen by measuring.
 */
export async function setUpEverything({ hud, settings }: GuideSessions): Promise<void> {
  const [way] = waysToHearOthers(hud.store.getState().machine, canShareSound());
  const audio = way ? audioFor('call', way) : audioFor('room', 'page');
  const patch = { ...audio, guide: { step: 'rehearsal' } } as const;
  if (!(await hud.send({ type: 'give-consent' }))) return;
  if (!(await settings.send({ type: 'change-settings', patch }))) return;
  await fetchMissing({ hud, settings });
}

/** Starts the downloads of what is missing; measures where something is here to choose from. */
export async function fetchMissing({ hud, settings }: GuideSessions): Promise<void> {
  const { speech, chat, isChatFromOllama } = missingModels(hud.store.getState());
  if (speech) await hud.send({ type: 'download-model-file', kind: speech.kind, name: speech.name });
  if (chat && isChatFromOllama) await hud.send({ type: 'pull-model', name: chat.ollamaName ?? chat.name });
  else if (chat) await hud.send({ type: 'download-model-file', kind: 'chat', name: chat.name });
  else await settings.send({ type: 'choose-model' });
}
