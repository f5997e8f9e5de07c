import type { Rectangle } from 'electron';
import { z } from 'zod';
import { openStateFile } from '../state/state-file.ts';

/** What of a display decides where windows can be. */
export interface Screen {
  readonly id: number;
  readonly bounds: Rectangle;
  /** Without task bars and docks. */
  readonly workArea: Rectangle;
}

/** Where a window was, for each set of displays that it was on. */
export interface WindowPlaces {
  /** @returns a place that is on one of the screens; undefined when the window was never on this set. */
  find(screens: readonly Screen[]): Rectangle | undefined;
  remember(screens: readonly Screen[], place: Rectangle): void;
}

const SNAP_DISTANCE_PX = 16;
/** So much of the window's top must be on a screen to be taken hold of. */
const HANDLE_WIDTH_PX = 80;
const HANDLE_HEIGHT_PX = 32;
const SET_LIMIT_COUNT = 20;

const rectangleSchema = z.strictObject({ x: z.int(), y: z.int(), width: z.int(), height: z.int() });
const placesSchema = z.record(z.string(), rectangleSchema);

/** @param path of the file, which is written at each change. */
export function openWindowPlaces(path: string): WindowPlaces {
  const file = openStateFile(path, placesSchema);
  let places = file.read() ?? {};
  return {
    find(screens) {
      const place = places[setName(screens)];
      return place && rescue(place, screens);
    },
    remember(screens, place) {
      const name = setName(screens);
      const others = Object.entries(places).filter(([known]) => known !== name);
      places = Object.fromEntries([...others.slice(1 - SET_LIMIT_COUNT), [name, place]]);
      file.write(places);
    },
  };
}

/** @returns the place, moved and shrunk into the nearest screen if its handle is on none. */
export function rescue(place: Rectangle, screens: readonly Screen[]): Rectangle {
  return screens.some(({ workArea }) => isReachable(place, workArea)) ? place : fit(place, screens);
}

/** @returns the place, moved and shrunk so that all of it is on the nearest screen. */
export function fit(place: Rectangle, screens: readonly Screen[]): Rectangle {
  const [nearest] = screens.toSorted(
    (left, right) => distance(place, left.workArea) - distance(place, right.workArea),
  );
  if (!nearest) return place;
  const { workArea } = nearest;
  const width = Math.min(place.width, workArea.width);
  const height = Math.min(place.height, workArea.height);
  return {
    width,
    height,
    x: clamp(place.x, workArea.x, workArea.x + workArea.width - width),
    y: clamp(place.y, workArea.y, workArea.y + workArea.height - height),
  };
}

/** @returns the place, at an edge of the screen if it was left near one. */
export function snap(place: Rectangle, { workArea }: Screen): Rectangle {
  const along = (startPx: number, lengthPx: number, areaStartPx: number, areaLengthPx: number): number => {
    const endPx = areaStartPx + areaLengthPx - lengthPx;
    if (Math.abs(startPx - areaStartPx) <= SNAP_DISTANCE_PX) return areaStartPx;
    return Math.abs(startPx - endPx) <= SNAP_DISTANCE_PX ? endPx : startPx;
  };
  return {
    ...place,
    x: along(place.x, place.width, workArea.x, workArea.width),
    y: along(place.y, place.height, workArea.y, workArea.height),
  };
}

/** The same displays in the same arrangement have the same name, whichever is listed first. */
function setName(screens: readonly Screen[]): string {
  return screens
    .map(({ id, bounds }) => `${id}:${bounds.width}x${bounds.height}@${bounds.x},${bounds.y}`)
    .toSorted()
    .join(' ');
}

function isReachable(place: Rectangle, area: Rectangle): boolean {
  const seenWidth = Math.min(place.x + place.width, area.x + area.width) - Math.max(place.x, area.x);
  const isTopSeen = place.y >= area.y && place.y + HANDLE_HEIGHT_PX <= area.y + area.height;
  return isTopSeen && seenWidth >= Math.min(HANDLE_WIDTH_PX, place.width);
}

/** Between the middles. */
function distance(place: Rectangle, area: Rectangle): number {
  return Math.hypot(
    place.x + place.width / 2 - area.x - area.width / 2,
    place.y + place.height / 2 - area.y - area.height / 2,
  );
}

function clamp(valuePx: number, lowPx: number, highPx: number): number {
  return Math.max(lowPx, Math.min(valuePx, highPx));
}
