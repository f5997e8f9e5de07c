import type { TurnEndReason } from '../base/nouns.ts';

export type SegmenterOrder =
  | { readonly type: 'hold' }
  // The open turn, held or not.
  | { readonly type: 'end'; readonly reason: TurnEndReason };

/** Push-to-talk and pause for the segmenter of one channel. Orders given while no segmenter runs wait for it. */
export interface SegmenterControl {
  /** Key down: a turn is open from here on, whatever the detector hears, and silence does not end it. */
  hold(): void;
  /** Key up: the turn ends at once, also when no further audio comes. */
  release(): void;
  /** Ends an open turn at once; nothing happens when none is. */
  endTurn(reason: TurnEndReason): void;
  /** For the segmenter: what was ordered since it last looked. */
  takeOrders(): readonly SegmenterOrder[];
  /** Set by the segmenter: no sound has come yet, or none will come any more, and an order brings no event. */
  isIdle: boolean;
  /** For the segmenter: called at every order, so that it need not wait for audio. */
  onOrder: (() => void) | undefined;
}

const NO_ORDERS: readonly SegmenterOrder[] = [];

export function createSegmenterControl(): SegmenterControl {
  let isHeld = false;
  let orders: SegmenterOrder[] = [];
  const control: SegmenterControl = {
    isIdle: true,
    onOrder: undefined,
    hold: () => {
      if (!isHeld) give({ type: 'hold' });
      isHeld = true;
    },
    release: () => {
      if (isHeld) give({ type: 'end', reason: 'released' });
      isHeld = false;
    },
    endTurn: (reason) => give({ type: 'end', reason }),
    takeOrders: () => {
      if (orders.length === 0) return NO_ORDERS;
      const taken = orders;
      orders = [];
      return taken;
    },
  };
  const give = (order: SegmenterOrder): void => {
    orders.push(order);
    control.onOrder?.();
  };
  return control;
}
