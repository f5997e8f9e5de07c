/** Questions and statements that nobody could confuse. */
export const asked = [
  'what is a hash map',
  'how do you test this',
  'can you show me the price',
  'why is it slow',
];
export const stated = [
  'we use a queue',
  'i will send it',
  'that works for me',
  'the team is in berlin',
  'good morning',
];
