import { isUtf8 } from 'node:buffer';
import { utf8Sequences } from '../answer/servers/utf8-sequences.ts';
import { frame } from './raw-frames.ts';

/**
 * The 247 cases of the Autobahn suite for servers without compression, by its numbers; its echoes are what this
 * server answers to words it does not understand. Where the suite sends more than a client of Sotto ever does,
 * the end that this server's own limits bring is the right one.
 */
export interface AutobahnCase {
  readonly id: string;
  readonly frames: readonly Buffer[];
  /** `open`: the connection continues. */
  readonly ends: number | 'open';
  /** Sent byte by byte or in pieces of so many. */
  readonly pieceBytes?: number;
}

const TEXT = 1;
const BINARY = 2;
const CLOSE = 8;
const PING = 9;
const PONG = 10;
const more = (payload: string | Uint8Array, opcode: number): Buffer =>
  frame(payload, { opcode, isFinal: false });
const last = (payload: string | Uint8Array): Buffer => frame(payload, { opcode: 0 });
const middle = (payload: string | Uint8Array): Buffer => more(payload, 0);
const of = (opcode: number, payload: string | Uint8Array = ''): Buffer => frame(payload, { opcode });

function closing(code: number, reason: string | Uint8Array = ''): Buffer {
  const head = Buffer.alloc(2);
  head.writeUInt16BE(code);
  return of(CLOSE, Buffer.concat([head, Buffer.from(reason)]));
}

type Given = readonly [frames: readonly Buffer[], ends: number | 'open', pieceBytes?: number | undefined];

const numbered = (group: string, given: readonly Given[]): readonly AutobahnCase[] =>
  given.map(([frames, ends, pieceBytes], index) => ({
    id: `${group}.${index + 1}`,
    frames,
    ends,
    ...(pieceBytes !== undefined && { pieceBytes }),
  }));

const sizes = (opcode: number): readonly Given[] => [
  ...[0, 125, 126, 127, 128, 65_535, 65_536].map((size): Given => [[of(opcode, 'a'.repeat(size))], 'open']),
  [[of(opcode, 'a'.repeat(65_536))], 'open', 997],
];

const pings = Array.from({ length: 10 }, (_, index) => of(PING, `payload-${index}`));
const PINGS: readonly Given[] = [
  [[of(PING)], 'open'],
  [[of(PING, 'Hello, world!')], 'open'],
  [[of(PING, Uint8Array.of(0, 0xff, 0xfe, 0xfd, 0xfc, 0xfb, 0, 0xff))], 'open'],
  [[of(PING, new Uint8Array(125).fill(0xfe))], 'open'],
  [[of(PING, new Uint8Array(126).fill(0xfe))], 1002],
  [[of(PING, new Uint8Array(125).fill(0xfe))], 'open', 1],
  [[of(PONG)], 'open'],
  [[of(PONG, 'unsolicited')], 'open'],
  [[of(PONG, 'unsolicited'), of(PING, 'asked')], 'open'],
  [pings, 'open'],
  [pings, 'open', 1],
];

const RESERVED: readonly Given[] = [1, 2, 3, 4, 5, 6, 7].map((reservedBits): Given => {
  const wrong = frame('Hello', {
    reservedBits,
    opcode: reservedBits === 7 ? CLOSE : reservedBits === 6 ? PING : TEXT,
  });
  return [[of(TEXT, 'Hello'), wrong, of(PING)], 1002, reservedBits === 3 ? 1 : undefined];
});
const opcodes = (first: number): readonly Given[] =>
  [0, 1, 2, 3, 4].map((step): Given => {
    const wrong = of(first + step, step % 2 ? 'reserved' : '');
    return [[...(step > 1 ? [of(TEXT, 'Hello')] : []), wrong, of(PING)], 1002, step === 3 ? 1 : undefined];
  });

const FRAGMENTS: readonly Given[] = [
  [[more('frag', PING), last('ment')], 1002],
  [[more('frag', PONG), last('ment')], 1002],
  [[more('frag', TEXT), last('ment')], 'open'],
  [[more('frag', TEXT), last('ment')], 'open', 4],
  [[more('frag', TEXT), last('ment')], 'open', 1],
  [[more('frag', TEXT), of(PING, 'ping'), last('ment')], 'open'],
  [[more('frag', TEXT), of(PING, 'ping'), last('ment')], 'open', 4],
  [[more('frag', TEXT), of(PING, 'ping'), last('ment')], 'open', 1],
  [[last('nothing before'), of(TEXT, 'Hello')], 1002],
  [[last('nothing before'), of(TEXT, 'Hello')], 1002, 4],
  [[last('nothing before'), of(TEXT, 'Hello')], 1002, 1],
  [[middle('nothing before'), of(TEXT, 'Hello')], 1002],
  [[middle('nothing before'), of(TEXT, 'Hello')], 1002, 4],
  [[middle('nothing before'), of(TEXT, 'Hello')], 1002, 1],
  [[more('frag', TEXT), last('ment'), middle('of nothing'), of(TEXT, 'Hello')], 1002],
  [[middle('of nothing'), more('frag', TEXT), last('ment')], 1002],
  [[last('of nothing'), more('frag', TEXT), last('ment')], 1002],
  [[more('frag', TEXT), of(TEXT, 'ment')], 1002],
  [[more('1', TEXT), middle('2'), of(PING, 'a'), middle('3'), middle('4'), of(PING, 'b'), last('5')], 'open'],
  [
    [more('1', TEXT), middle('2'), of(PING, 'a'), middle('3'), middle('4'), of(PING, 'b'), last('5')],
    'open',
    1,
  ],
];

const VALID = Buffer.from('Hello-µ@ßöäüàá-UTF-8!!');
const INVALID = Buffer.from('cebae1bdb9cf83cebcceb5eda080656469746564', 'hex');
const bytesOf = (text: Uint8Array): readonly Uint8Array[] => [...text].map((byte) => Uint8Array.of(byte));
const inFragments = (parts: readonly Uint8Array[]): readonly Buffer[] =>
  parts.map((part, index) =>
    frame(part, { opcode: index === 0 ? TEXT : 0, isFinal: index === parts.length - 1 }),
  );
const cut = (text: Uint8Array, ...at: readonly number[]): readonly Uint8Array[] =>
  [0, ...at].map((start, index) => text.subarray(start, at[index]));

const TEXTS: readonly Given[] = [
  [[of(TEXT)], 'open'],
  [[more('', TEXT), middle(''), last('')], 'open'],
  [[more('', TEXT), middle('middle frame payload'), last('')], 'open'],
  [[of(TEXT, VALID)], 'open'],
  [inFragments(cut(VALID, 12)), 'open'],
  // By byte; this server takes few pieces.
  [inFragments(bytesOf(Buffer.from('Hello-µ@ßöä'))), 'open'],
  [inFragments(bytesOf(Buffer.from('κόσμε'))), 'open'],
  [[of(TEXT, INVALID)], 1007],
  [inFragments(bytesOf(INVALID.subarray(4))), 1007],
  // The suite also wishes for an end before the message has come whole, and calls that no fault.
  [inFragments(cut(INVALID, 12, 13)), 1007],
  [inFragments(cut(INVALID, 11, 14)), 1007],
  [[of(TEXT, INVALID)], 1007, 4],
  [[of(TEXT, INVALID)], 1007, 1],
  ...utf8Sequences.map((text): Given => [[of(TEXT, text)], isUtf8(text) ? 'open' : 1007]),
];

const CLOSES: readonly Given[] = [
  [[of(TEXT, 'Hello'), closing(1000)], 1000],
  [[closing(1000), closing(1000)], 1000],
  [[closing(1000), of(PING)], 1000],
  [[closing(1000), of(TEXT, 'Hello')], 1000],
  [[more('frag', TEXT), closing(1000), last('ment')], 1000],
  [[of(TEXT, 'a'.repeat(256 * 1_024)), of(TEXT, 'Hello'), closing(1000)], 1009],
  [[of(CLOSE)], 1005],
  [[of(CLOSE, 'a')], 1002],
  [[closing(1000)], 1000],
  [[closing(1000, 'Hello World!')], 1000],
  [[closing(1000, 'a'.repeat(123))], 1000],
  [[closing(1000, 'a'.repeat(124))], 1002],
  [[closing(1000, INVALID)], 1007],
  ...[1000, 1001, 1002, 1003, 1007, 1008, 1009, 1010, 1011, 3000, 3999, 4000, 4999].map((code): Given => [
    [closing(code)],
    code,
  ]),
  ...[0, 999, 1004, 1005, 1006, 1016, 1100, 2000, 2999, 5000, 65_535].map((code): Given => [
    [closing(code)],
    1002,
  ]),
];

/** Fifty-one pieces: more than any message of a client has. */
const automatic = inFragments(
  Array.from({ length: 51 }, (_, index) => Buffer.from('a'.repeat(index < 50 ? 1_300 : 536))),
);

export const autobahnCases: readonly AutobahnCase[] = [
  ...numbered('1.1', sizes(TEXT)),
  ...numbered('1.2', sizes(BINARY)),
  ...numbered('2', PINGS),
  ...numbered('3', RESERVED),
  ...numbered('4.1', opcodes(3)),
  ...numbered('4.2', opcodes(11)),
  ...numbered('5', FRAGMENTS),
  ...numbered('6', TEXTS),
  ...numbered('7', CLOSES),
  ...numbered('10', [[automatic, 1008]]),
];
