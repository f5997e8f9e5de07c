import type { WireAudioFrame } from '../protocol/audio-frame.ts';
import type { Command } from '../protocol/commands.ts';

type ChannelName = WireAudioFrame['channel'];

/** A connection that captures. */
export interface CapturingClient {
  /** Another client captures this channel now, and frames of this one are refused. */
  loseChannel(channel: ChannelName): void;
}

/** Who fills each channel: one client at a time, or two microphones would be mixed into one stream. */
export interface CaptureOwners {
  /** The newest client takes over; the previous one is notified. */
  claim(channel: ChannelName, client: CapturingClient): void;
  /** A frame claims a channel that has no owner. @returns false when another client owns the channel. */
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

/** One client's part in it. */
export interface CaptureSeat {
  /** Follows what the client says of its device. @returns false when it says nothing about the channel as it is now. */
  follow(report: Extract<Command, { type: 'report-capture' }>): boolean;
  /** @returns false when the frame must be refused; the client is notified once. */
  admits(channel: ChannelName): boolean;
  /** @returns the channels that it owned. */
  leave(): readonly ChannelName[];
}

/** @param notifyLost says to the client that it lost a channel. */
export function createCaptureSeat(
  owners: CaptureOwners,
  notifyLost: (channel: ChannelName) => void,
): CaptureSeat {
  const lost = new Set<ChannelName>();
  const self: CapturingClient = {
    loseChannel: (channel) => {
      if (!lost.has(channel)) notifyLost(channel);
      lost.add(channel);
    },
  };
  return {
    follow: ({ channel, status }) => {
      if (status === 'open' || status === 'muted') {
        lost.delete(channel);
        owners.claim(channel, self);
        return true;
      }
      const owner = owners.ownerOf(channel);
      if (status === 'moved') return owner !== undefined && owner !== self;
      owners.release(channel, self);
      return owner === undefined || owner === self;
    },
    admits: (channel) => {
      const isAdmitted = owners.admits(channel, self);
      if (isAdmitted) lost.delete(channel);
      else self.loseChannel(channel);
      return isAdmitted;
    },
    leave: () => owners.releaseAll(self),
  };
}
