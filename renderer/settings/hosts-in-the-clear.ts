import type { Messages } from '../messages/messages.ts';
import { networkPlaceOf } from '../../engine/protocol/network-place.ts';

/** Hosts that are other machines and are reached by plain http, where anybody on the way can read along. */
export function hostsInTheClear(addresses: readonly string[], { t }: Messages): readonly string[] {
  return addresses
    .map((address) => new URL(address))
    .filter(({ protocol }) => protocol === 'http:')
    .flatMap(({ host, hostname }) => {
      const place = networkPlaceOf(hostname);
      if (place === 'this-machine') return [];
      return [place === 'vpn' ? t('settings.token.vpn', { host }) : host];
    });
}
