import { expect, test } from 'vitest';
import { leanOf } from '../../../engine/wording/question-lean.ts';

const LEANING = `
  What do you think about that one?
  And UDP?
  What is his name?
  compare the two
  second point
  go on
  what does she mean?
  tell me more
  why is that?
  the first one
  which of them is cheaper?
  And why?
  Why?
  Why not?
  How so?
  How does it work?
  What about UDP?
  What is the difference?
  Can you give an example?
  How does that compare?
  Which one is better?
  Which is faster?
  Is that true?
  How would you test it?
  What are the benefits?
  Could you elaborate?
  And how do they differ?
  What else?
  How do you do that?
  What does it cost?
  So how would this scale?
  Is it better?
  Is the enterprise plan more expensive?
  What is the second option?
  Can you explain the last point?
  What happens then?
  How would you connect it to Kafka?
  Who told her?
  What are their names?
  Where is its documentation?
  Do you agree with them?
  What would you use instead?
  How do you fix these?
  Are those the only limits?
  Which would you choose?
  Is there an alternative?
  and the enterprise plan
  or Postgres
  But what if it fails?
  Does UDP do the same?
  What is the other option?
  Can you show me another one?
  How long does it take?
  Do both support SSO?
  When did he leave?
  What do the others use?
  Is one faster?
  What do you mean?
  Are you sure?
  Can you say that again?
  Why would that matter?
  how is that different from a queue
  and how much is the third one
  What do you do there?
  How does the former compare with Redis?
  How do I handle that case?
  What does this button do?
  What's the catch?
  what's it good for
  Would you do it the same way?
  Do you think so?
  Is neither of them supported?
  How do you explain to a customer that it is late?
  How do you convince a customer to buy it?
  What would your manager say about him?
  can you expand on your answer
  what do you mean by the second thing
  so how much more is it
  and for enterprise customers?
  is it included in the plan
  how does yours compare
  what happened to it
  who is he
  what does that have to do with pricing
  how do you like it
  could you explain that in simpler terms
  can you be more specific
  such as?
  for instance?
  what kind?
  which one do you prefer
  how many did you say
  what was the figure again
  what's the status on that
  anything else?
  is there more to it
  where can I find it
  how do I get there
  are you saying TCP is faster
  what makes it different
  why is it called that
  do they offer refunds
  what are they
  is there something similar for Python
  how is it different from Kafka
  how does it compare to Kafka
  Does the other plan include support?
  who was that
  what did we say about pricing
  what was agreed on
  what does he want us to do
  what did the interviewer ask
  are we done
  what is your opinion on what she said
  what should I answer
  how should I respond
  what should I say
  what do I say to that
  summarize
  summarize the last five minutes
  what are they talking about
  what topic are we on
  who's on the line
  what does the slide say
  what is on the screen
  can you translate that
  say it differently
  in other words?
  and the cons?
  the pros and cons?
  Is this correct?
  what was wrong with the previous answer
  tell me about the other one
  do you have one in blue
  does one need a license for that
  what did you do then
  how did that go
  what about it
  Which of the two is faster?
  Of those, which is best?
  Does either support SSO?
  what did the speaker before me say
  which did you say was cheaper
  how old is he
  what's their address
  do you know him
  did anyone object
  what number did he give
`;

const ABOUT_THE_CALL = `
  What did you just say?
  summarize what we discussed
  What did Anna say earlier?
  Can you repeat the question?
  What did we decide on the budget?
  You mentioned a discount, how much is it?
  What were you saying about the release?
  What have we covered so far?
  What did the customer ask for?
  Can you recap the meeting?
  What are the action items?
  Where were we?
  What was the price you said before?
  What was the number you gave?
  Who said we need Kafka?
  what did i miss
  Remind me what the deadline was
  What are the next steps?
  what did he promise them
  What was your last question?
  what was decided
  what was mentioned about the deadline
  how did the customer react
  what is being discussed
  who is talking
  what's on the slide
  give me the gist
  Was there a deadline mentioned?
  what price did they quote
  Who agreed?
`;

const SELF_CONTAINED = `
  What is it like to work at Google?
  How does that-clause parsing work?
  What is a first-class function?
  What is a first class function?
  What is one-hot encoding?
  what is one hot encoding
  What are two-phase commits?
  what are two phase commits
  What is the first normal form?
  What is the point of TCP?
  Is it better to use REST or gRPC?
  Is there a free trial?
  What is your guidance for this quarter?
  When is it better to avoid microservices?
  Do you have any questions for us?
  What does it mean to shard a database?
  Why do you want this job?
  What makes you think that you are the right person?
  Can you start next week?
  So um, what is TCP?
  How does your product work?
  What kind of database do you use?
  And what is TCP?
  okay and how do names get resolved to IP addresses
  What is the difference between TCP and UDP?
  TCP versus UDP
  Which is faster, Redis or Memcached?
  Is Redis faster than Postgres?
  How do you make a website faster?
  How long does it take to deploy?
  How hard is it to migrate to Postgres?
  Is it possible to cancel at any time?
  Is it worth learning Rust?
  Have you worked in sales before?
  What happens before a commit?
  How do companies protect their data?
  How does Kubernetes schedule its pods?
  What happens to a request when it times out?
  What is the last mile problem?
  What is second-level support?
  What is the third party risk?
  When should one use REST?
  What is the this keyword in JavaScript?
  What is the two-pizza rule?
  How do you write code with both async and sync callers?
  Do you support either SAML or OIDC?
  What is a singleton?
  What is the same-origin policy?
  What is the same origin policy?
  What is a this-binding?
  Why do you want to work here?
  What is your previous job title?
  How do you share a file with someone else?
  How do you build a service that scales to millions?
  How do you make sure that a deployment is safe?
  What is a one-way door decision?
  What is a better way to store passwords?
  Are there limits on uploads?
  What is an earliest deadline scheduler?
  Tell me more about the enterprise plan
  Can you give an example of a closure?
  What are the benefits of microservices?
  What is TCP and how does it work?
  How many users do you have?
  Design a URL shortener
  Tell me about yourself
  What do you mean by eventual consistency?
  What is so-called eventual consistency?
  What is a thenable?
  In which situations is a NoSQL database better than a relational one?
  Can everyone see my screen?
  Why did you decide to become an engineer?
  Why did you leave Google?
  What did you learn at your last company?
  What is covered by the warranty?
  Which is better for a small team, Jira or Linear?
  Do I need a credit card for the trial?
  Describe a situation where you and your boss did not agree.
  What is your experience with Kafka?
  Why did you leave your last job?
  Who owns the billing service?
`;

const linesOf = (text: string): readonly string[] =>
  text
    .trim()
    .split('\n')
    .map((line) => line.trim());

test.each(linesOf(LEANING))('"%s" leans on the question before', (text) => {
  expect(leanOf(text)).not.toBe('nothing');
});

test.each(linesOf(ABOUT_THE_CALL))('"%s" leans on the call', (text) => {
  expect(leanOf(text)).toBe('call');
});

test.each(linesOf(SELF_CONTAINED))('"%s" stands by itself', (text) => {
  expect(leanOf(text)).toBe('nothing');
});
