import { z } from 'zod';

/** What is compared with the calls that the question detector was trained on. */
export const driftFeatureSchema = z.enum([
  'score',
  'wordCount',
  'openerShare',
  'meanWordLength',
  'rulesScore',
  'positiveRate',
  'speakingRate',
  'levelDbfs',
  'noiseFloorDbfs',
  'recognizerPaceMs',
]);
export type DriftFeature = z.infer<typeof driftFeatureSchema>;
