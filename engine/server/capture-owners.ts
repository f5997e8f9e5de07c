import type { WireAudioFrame } from '../protocol/audio-frame.ts';

type ChannelName = WireAudioFrame['channel'];

/** A connection that captures. */
export interface CapturingClient {
  /** Another client captures this channel now, and frames of this one are refused. */
  loseChannel(channel: ChannelName): void;
}

/** Who fills each channel: one client at a time, or two microphones would be mixed into one stream. */
export interface CaptureOwners {
  /** The newest client takes over; the one before is told. */
  claim(channel: ChannelName, client: CapturingClient): void;
  /** A frame claims a channel that nobody fills. @returns false when another client owns the channel. */
  admits(channel: ChannelName, client: CapturingClient): boolean;
  ownerOf(channel: ChannelName): CapturingClient | undefined;
  release(channel: ChannelName, client: CapturingClient): void;
  /** @returns the channels that it owned. */
  releaseAll(client: CapturingClient): readonly ChannelName[];
}

export function createCaptureOwners(): CaptureOwners {
  const owners = new Map<ChannelName, CapturingClient>();
  const release = (channel: ChannelName, client: CapturingClient): boolean =>
    owners.get(channel) === client && owners.delete(channel);

  return {
    claim: (channel, client) => {
      const before = owners.get(channel);
      owners.set(channel, client);
      if (before && before !== client) before.loseChannel(channel);
    },
    admits: (channel, client) => {
      const owner = owners.get(channel);
      if (!owner) owners.set(channel, client);
      return !owner || owner === client;
    },
    ownerOf: (channel) => owners.get(channel),
    release: (channel, client) => void release(channel, client),
    releaseAll: (client) => [...owners.keys()].filter((channel) => release(channel, client)),
  };
}
