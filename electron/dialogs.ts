import { dialog } from 'electron';
import type { OutsideQuestion } from '../engine/protocol/outside-question.ts';
import { failureText } from '../renderer/messages/engine-texts.ts';
import type { Messages } from '../renderer/messages/messages.ts';
import type { StartFailure } from './engine-link.ts';

/** The questions that only the app itself may ask, and what it says when a part of it gives up. */

/** @returns whether the user allows it. */
export async function isAllowed({ t }: Messages, { kind, subject }: OutsideQuestion): Promise<boolean> {
  const message = t(`desktop.may.${kind}`, { subject });
  const buttons = [t('desktop.cancel'), t('desktop.allow')];
  const options = { type: 'question', message, buttons, defaultId: 0, cancelId: 0 } as const;
  return (await dialog.showMessageBox(options)).response === 1;
}

/**
 * Says that the engine is down for good.
 * @param failure why it cannot start; undefined when it crashed too often.
 * @returns whether the user wants it started again, instead of quitting.
 */
export async function isToStartAgain(
  messages: Messages,
  failure: StartFailure | undefined,
): Promise<boolean> {
  const { t } = messages;
  const { message, remedy: detail } = failure
    ? failureText(messages, failure)
    : { message: t('desktop.engine-crashes'), remedy: t('desktop.engine-crashes-remedy') };
  const buttons = [t('desktop.start-again'), t('desktop.quit-button')];
  const options = { type: 'error', message, detail, buttons, defaultId: 0, cancelId: 1 } as const;
  return (await dialog.showMessageBox(options)).response === 0;
}

/**
 * Says that a process the app cannot do without is broken.
 * @param process one of Chromium's that keeps crashing, or the app's own.
 * @param cause in its own words, where it helps and reveals nothing of a call.
 * @returns whether the user wants the whole app to start again, instead of going on or quitting.
 */
export async function isToStartAfresh(
  { t }: Messages,
  process: { readonly name: string } | 'main',
  cause?: string,
): Promise<boolean> {
  const [message, other] =
    process === 'main'
      ? [t('desktop.main-crashed'), t('desktop.quit-button')]
      : [t('desktop.helper-crashes', process), t('desktop.cancel')];
  const remedy = t('desktop.start-afresh-remedy');
  const detail = cause === undefined ? remedy : `${cause}\n\n${remedy}`;
  const buttons = [t('desktop.start-again'), other];
  const options = { type: 'error', message, detail, buttons, defaultId: 0, cancelId: 1 } as const;
  return (await dialog.showMessageBox(options)).response === 0;
}

/** A page was loaded again after each crash, until there were too many. */
export function showCrashes({ t }: Messages, what: 'page' | 'capture'): void {
  dialog.showErrorBox(t(`desktop.${what}-crashes`), t(`desktop.${what}-crashes-remedy`));
}
