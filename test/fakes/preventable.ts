/** An event as Electron hands it to a listener that may prevent what is about to happen. */
export function preventable<Fields extends object>(
  fields: Fields,
): Fields & { isPrevented: boolean; preventDefault: () => void } {
  const event = {
    ...fields,
    isPrevented: false,
    defaultPrevented: false,
    preventDefault: () => (event.isPrevented = true),
  };
  return event;
}
