import { useSyncExternalStore } from 'react';

const noNames: readonly string[] = [];
let names = noNames;

/** Names of the plugged-in microphones, kept up to date; empty until the browser reveals them. */
export function useMicrophones(): readonly string[] {
  return useSyncExternalStore(followMicrophones, microphoneNames);
}

export function microphoneNames(): readonly string[] {
  return names;
}

/** @returns what ends it. */
export function followMicrophones(onChange: () => void): () => void {
  const devices = navigator.mediaDevices as MediaDevices | undefined;
  if (!devices) return () => undefined;
  const list = async (): Promise<void> => {
    const found = await devices.enumerateDevices();
    const inputs = found.filter(({ kind, deviceId }) => kind === 'audioinput' && deviceId !== 'default');
    names = [...new Set(inputs.map(({ label }) => label).filter((label) => label !== ''))];
    onChange();
  };
  const onDeviceChange = (): void => void list();
  devices.addEventListener('devicechange', onDeviceChange);
  void list();
  return () => devices.removeEventListener('devicechange', onDeviceChange);
}
