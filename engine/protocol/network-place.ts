import ipaddr from 'ipaddr.js';

/** How far away a host is, judged by its name alone. `vpn`: addresses that providers and VPNs share (100.64/10). */
export type NetworkPlace = 'this-machine' | 'local-network' | 'vpn' | 'remote';

const LOCAL_NAME = /\.(?:local|lan|home\.arpa|internal|home|localdomain)$/;

/**
 * The program's one test of where a host is.
 * @param hostname as `URL.hostname` gives it, with or without brackets.
 */
export function networkPlaceOf(hostname: string): NetworkPlace {
  const host = hostname.replaceAll(/^\[|\]$|\.$/g, '').toLowerCase();
  if (ipaddr.isValid(host)) return placeOfAddress(host);
  if (host === 'localhost' || host.endsWith('.localhost')) return 'this-machine';
  if (host.endsWith('.ts.net')) return 'vpn';
  return !host.includes('.') || LOCAL_NAME.test(host) ? 'local-network' : 'remote';
}

export function isThisMachine(hostname: string): boolean {
  return networkPlaceOf(hostname) === 'this-machine';
}

/** An IPv4 address inside an IPv6 one is judged as what it is. */
function placeOfAddress(host: string): NetworkPlace {
  const address = ipaddr.process(host);
  switch (address.range()) {
    case 'loopback':
    case 'unspecified':
      return 'this-machine';
    case 'private':
    case 'linkLocal':
    case 'uniqueLocal':
      return isTailscale(address) ? 'vpn' : 'local-network';
    case 'carrierGradeNat':
      return 'vpn';
    default:
      return 'remote';
  }
}

/** Tailscale's own part of the private IPv6 range. */
function isTailscale(address: ipaddr.IPv4 | ipaddr.IPv6): boolean {
  return address.kind() === 'ipv6' && address.match(ipaddr.parseCIDR('fd7a:115c:a1e0::/48'));
}
