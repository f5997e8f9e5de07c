import { gerundBase } from './gerund.ts';

/** Verbs whose other forms follow no rule: `base: forms`. */
const IRREGULAR_FORMS = `
  leave: left, make: made, build: built, send: sent, pay: paid payment, keep: kept, run: ran, write: wrote written
  choose: chose chosen choice, do: done, go: went gone, win: won, lose: lost loss, lead: led, meet: met, sell: sold
  buy: bought, find: found, hold: held, give: gave given, take: took taken, know: knew known knowledge, begin: began begun
  break: broke broken, spend: spent, grow: grew grown growth, tell: told, say: said, think: thought, bring: brought
  teach: taught, feel: felt, get: got gotten, understand: understood, drive: drove driven, show: shown, speak: spoke spoken
  hide: hidden, throw: thrown, draw: drawn, fall: fell fallen, use: used using usage, tie: tying, see: seen
  deploy: deployment, manage: management, develop: development, improve: improvement, measure: measurement
  replace: replacement, require: requirement, invest: investment, recruit: recruitment, assign: assignment
  announce: announcement, adjust: adjustment, achieve: achievement, enroll: enrollment, reimburse: reimbursement
  align: alignment, involve: involvement, treat: treatment, ship: shipment, govern: governance, judge: judgment
  install: installation, cancel: cancellation cancelation, implement: implementation, configure: configuration
  explain: explanation, convert: conversion, compress: compression, collect: collection, connect: connection
  protect: protection, detect: detection, prevent: prevention, reduce: reduction, select: selection
  subscribe: subscription, describe: description, decide: decision, expand: expansion, extend: extension
  discuss: discussion, submit: submission, encrypt: encryption, decrypt: decryption, delete: deletion
  retain: retention, inspect: inspection, transmit: transmission, register: registration, observe: observation
  transform: transformation, prepare: preparation, reserve: reservation, consult: consultation, adopt: adoption
  acquire: acquisition, adapt: adaptation, expect: expectation, limit: limitation, recommend: recommendation
  orchestrate: orchestration, test: testing, log: logging, plan: planning, bill: billing, execute: execution
  deprecate: deprecation, restrict: restriction, resolve: resolution, promote: promotion, distribute: distribution
  perform: performance, comply: compliance compliant, maintain: maintenance, accept: acceptance, insure: insurance
  attend: attendance, approve: approval, renew: renewal, remove: removal, arrive: arrival, refer: referral
  propose: proposal, withdraw: withdrawal, fail: failure, deliver: delivery, discover: discovery, recover: recovery
  analyze: analysis analytic, store: storage, expire: expiration expiry, succeed: success, complain: complaint
  respond: response, depart: departure, appear: appearance, depend: dependence, differ: difference, refuse: refusal
  terminate: termination, provision: provisioning, onboard: onboarding, backup: backing, hire: hiring
`;

/** Gerunds that are things of their own, and words that only look like another one's form. */
const NO_FORMS: ReadonlySet<string> = new Set(
  `accounting marketing building engineering networking meeting training pricing learning string spring thing during
  morning evening nothing something anything everything being bring king wing ring sing sting ceiling offering
  processing listing holding opening closing rating ruling saving setting shipping banking housing
  hundred need speed feed seed breed indeed exceed proceed succeed embed shed bed red led unlimited dedicated
  monthly weekly yearly hourly quarterly daily nightly early only family reply apply supply rely comply multiply imply fly assembly
  friendly likely costly orderly partly likely lately hardly nearly mostly shortly highly monopoly directly
  currency agency emergency station nation ration duration foundation corporation vacation relation location`
    .trim()
    .split(/\s+/),
);

const bases: ReadonlyMap<string, string> = new Map(
  IRREGULAR_FORMS.split(/[,\n]/)
    .map((entry) => entry.trim().split(': '))
    .flatMap(([base = '', forms = '']) => forms.split(' ').map((form) => [form, base] as const)),
);

/**
 * One form for the forms of a word: "deployed", "deploying" and "deployment" are "deploy", "migration" is
 * "migrate", "eventually" is "eventual", "availability" is "available". A word of its own stays as it is.
 */
export function baseForm(word: string): string {
  const listed = bases.get(word);
  if (listed !== undefined) return listed;
  if (word.length < 5 || NO_FORMS.has(word)) return word;
  switch (word.slice(-2)) {
    case 'ng':
      return baseOfListed(gerundBase(word)) ?? word;
    case 'ed':
      return baseOfListed(gerundBase(`${word.slice(0, -2)}ing`)) ?? word;
    case 'on':
      return word
        .replace(/(?<=.{4})ization$/, 'ize')
        .replace(/(?<=.{3})ification$/, 'ify')
        .replace(/(?<=.{3})ation$/, 'ate');
    case 'ly':
      return word.replace(/(?<=.{4})ly$/, '');
    case 'ty':
      return word.replace(/(?<=.{3})([ai])bility$/, '$1ble');
    case 'cy':
      return word.replace(/(?<=.{3})([ea])ncy$/, '$1nt').replace(/(?<=.{3})acy$/, 'ate');
    default:
      return word;
  }
}

/** A form of a form: "onboardings". */
function baseOfListed(word: string | undefined): string | undefined {
  return word === undefined ? undefined : (bases.get(word) ?? word);
}
