import { expect, test } from 'vitest';
import { requireDeviceName } from '../../../engine/capture/recorder-device.ts';

test.each([
  '',
  'default',
  'pulse',
  'pipewire',
  'hw:0',
  'hw:0,0',
  'plughw:CARD=Yeti,DEV=0',
  'sysdefault:CARD=PCH',
  'pulse:alsa_input.usb-Blue_Microphones_Yeti-00.analog-stereo',
  'alsa_input.pci-0000_00_1f.3.analog-stereo',
  'bluez_input.AA:BB:CC:DD:EE:FF',
  'USB Microphone (2nd) é',
])('a recorder may be given the device %j', (device) => {
  expect(() => requireDeviceName(device, 'linux')).not.toThrow();
});

test.each([
  "file:'|touch /tmp/x',raw",
  'file:/home/me/.bashrc,raw',
  'file:x',
  'tee:hw,/home/me/notes,raw',
  "plug:'file:x,raw'",
  'plug:file',
  'plug:SLAVE="tee:hw,x,raw"',
  'hw:0|touch x',
  'hw:0,{ a b }',
  'pipewire:SERVER=host.example',
  '{ type file file "x" slave.pcm null }',
  'bluez_input.x|y',
  '|touch x',
  '/dev/dsp',
  '../x',
  '~/x',
  'default\nfile:x',
  '@func',
  '$HOME',
])('no recorder is given %j, which could run a program or write a file', (device) => {
  expect(() => requireDeviceName(device, 'linux')).toThrow(
    expect.objectContaining({ code: 'microphone-missing' }) as Error,
  );
});

test.each(['darwin', 'win32'] as const)('on %s a name is only looked up, and may be any', (platform) => {
  expect(() => requireDeviceName("Ada's microphone: left", platform)).not.toThrow();
});
