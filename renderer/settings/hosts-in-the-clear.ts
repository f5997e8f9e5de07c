/** Hosts that are other machines and are reached by plain http, where anybody on the way can read along. */
export function hostsInTheClear(addresses: readonly string[]): readonly string[] {
  const urls = addresses.map((address) => new URL(address));
  return urls
    .filter(({ protocol, hostname }) => protocol === 'http:' && !isLoopback(hostname))
    .map(({ host }) => host);
}

/** URL has already turned every spelling of an address into one. */
function isLoopback(hostname: string): boolean {
  return /^(localhost|.+\.localhost|127(\.\d+){3}|\[::1\])$/.test(hostname);
}
