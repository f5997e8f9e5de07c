import { driftFeatureSchema, type DriftFeature } from '../protocol/drift-feature.ts';
import { textObservationsOf } from './drift-features.ts';
import { referenceOf, sharesOf } from './drift-reference.ts';
import type { Reference } from './question-model.ts';
import { shapeOf } from './sentence-shape.ts';
import type { JudgedUtterance } from './track-questions.ts';

export type DriftState = 'unknown' | 'stable' | 'moderate' | 'high';

export interface FeatureDrift {
  readonly name: DriftFeature;
  readonly state: DriftState;
  /** Population stability index, freed of its bias for this window. */
  readonly psi: number;
  /** Kolmogorov–Smirnov distance of the binned distributions. */
  readonly ks: number;
  readonly valueCount: number;
}

export interface DriftReport {
  /** The worst that more than a quarter of the known features share; `unknown` until a window is full enough. */
  readonly state: DriftState;
  readonly features: readonly FeatureDrift[];
  readonly alert?: {
    /** `loud`: more than three quarters of the features drift. */
    readonly level: 'quiet' | 'loud';
    readonly message: string;
    /** The one thing to do. */
    readonly remedy: string;
  };
}

/** What was measured of one utterance; features may be left out. */
export type DriftValues = Readonly<Partial<Record<DriftFeature, number>>>;

export interface DriftMonitor {
  observe(values: DriftValues): void;
  report(): DriftReport;
  /** References that this machine's first window stood in for; to be given back at the next start. */
  learnedReferences(): readonly Reference[];
}

/** How many of the last utterances are compared. */
export const DRIFT_WINDOW_COUNT = 400;
const MIN_VALUE_COUNT = 200;
const MODERATE_PSI = 0.1;
const HIGH_PSI = 0.25;
/** Features without a shipped reference (level, pace…) depend on the machine: its first values are theirs. */
const LEARNED_BIN_COUNT = 5;
/** c(α) of the two-sample Kolmogorov–Smirnov test at α = 0.001. */
const KS_FACTOR = 1.95;
/** Conversations hang together: neighbouring values count as about one and a half. */
const VALUES_PER_INDEPENDENT_SAMPLE = 1.5;

interface Watched {
  reference: Reference | undefined;
  /** Values that the reference was made of; Infinity for a shipped one. */
  referenceCount: number;
  readonly values: number[];
}

/** @param references shipped with the weights, and those learned here before. */
export function createDriftMonitor(
  references: readonly Reference[],
  windowCount: number = DRIFT_WINDOW_COUNT,
): DriftMonitor {
  const shipped = new Set<DriftFeature>(references.map((reference) => reference.name));
  const watched = new Map<DriftFeature, Watched>(
    references.map((reference) => [
      reference.name,
      { reference, referenceCount: Number.POSITIVE_INFINITY, values: [] },
    ]),
  );
  return {
    observe: (values) => {
      for (const name of driftFeatureSchema.options) {
        const value = values[name];
        if (value === undefined || !Number.isFinite(value)) continue;
        const feature = watched.get(name) ?? { reference: undefined, referenceCount: 0, values: [] };
        watched.set(name, feature);
        feature.values.push(value);
        if (feature.values.length <= windowCount) continue;
        if (!feature.reference) {
          feature.reference = referenceOf(name, feature.values, LEARNED_BIN_COUNT);
          feature.referenceCount = feature.values.length;
          feature.values.length = 0;
        } else feature.values.shift();
      }
    },
    report: () => reportOf([...watched].map(([name, feature]) => driftOf(name, feature))),
    learnedReferences: () =>
      [...watched.values()].flatMap(({ reference }) =>
        reference && !shipped.has(reference.name) ? [reference] : [],
      ),
  };
}

/** The features of one judged utterance that are watched for drift; the caller may add `noiseFloorDbfs` and the like. */
export function driftValuesOf(judged: JudgedUtterance): DriftValues {
  const shape = shapeOf(judged.text);
  const values: Partial<Record<DriftFeature, number>> = textObservationsOf(
    shape,
    judged.judgement.probability,
  );
  if (judged.voicedMs > 0) values['speakingRate'] = (1_000 * shape.words.length) / judged.voicedMs;
  if (judged.voice) values['levelDbfs'] = judged.voice.levelDbfs;
  return values;
}

function driftOf(name: DriftFeature, { reference, referenceCount, values }: Watched): FeatureDrift {
  const valueCount = values.length;
  if (!reference || valueCount < MIN_VALUE_COUNT)
    return { name, state: 'unknown', psi: 0, ks: 0, valueCount };
  const shares = sharesOf(reference.edges, values);
  const binCount = shares.length;
  const inverseCount = 1 / valueCount + 1 / referenceCount;
  // Two samples of one distribution have PSI ≈ (bins − 1)(1/n + 1/m) (Yurdakul & Naranjo 2020).
  const bias = (binCount - 1) * inverseCount * VALUES_PER_INDEPENDENT_SAMPLE;
  const psi = Math.max(0, psiOf(reference.shares, shares, valueCount) - bias);
  const ks = ksOf(reference.shares, shares);
  const isCertain = ks > KS_FACTOR * Math.sqrt(inverseCount * VALUES_PER_INDEPENDENT_SAMPLE);
  const state = !isCertain || psi <= MODERATE_PSI ? 'stable' : psi > HIGH_PSI ? 'high' : 'moderate';
  return { name, state, psi, ks, valueCount };
}

function reportOf(features: readonly FeatureDrift[]): DriftReport {
  const known = features.filter((feature) => feature.state !== 'unknown');
  if (known.length === 0) return { state: 'unknown', features };
  const drifted = known.filter((feature) => feature.state !== 'stable');
  const high = known.filter((feature) => feature.state === 'high');
  const share = drifted.length / known.length;
  if (share <= 0.25) return { state: 'stable', features };
  const state = high.length / known.length > 0.25 ? 'high' : 'moderate';
  return {
    state,
    features,
    alert: {
      level: share > 0.75 ? 'loud' : 'quiet',
      message: 'The call differs from what the question detector was trained on.',
      remedy: remedyFor(new Set(drifted.map((feature) => feature.name))),
    },
  };
}

/** The cause nearest to the microphone goes first: everything behind it drifts along. */
function remedyFor(drifted: ReadonlySet<DriftFeature>): string {
  if (drifted.has('levelDbfs') || drifted.has('noiseFloorDbfs')) return 'Check the microphone and its level.';
  if (drifted.has('recognizerPaceMs') || drifted.has('speakingRate')) return 'Try another speech model.';
  return 'Mark missed and needless answers, so that the detector can recalibrate.';
}

function psiOf(expected: readonly number[], actual: readonly number[], valueCount: number): number {
  // Half a value stands in for an empty bin, whose logarithm is undefined.
  const floor = 0.5 / valueCount;
  return expected.reduce((sum, share, index) => {
    const wanted = Math.max(share, floor);
    const found = Math.max(actual[index] ?? 0, floor);
    return sum + (found - wanted) * Math.log(found / wanted);
  }, 0);
}

function ksOf(expected: readonly number[], actual: readonly number[]): number {
  let difference = 0;
  let largest = 0;
  for (const [index, share] of expected.entries()) {
    difference += share - (actual[index] ?? 0);
    largest = Math.max(largest, Math.abs(difference));
  }
  return largest;
}
