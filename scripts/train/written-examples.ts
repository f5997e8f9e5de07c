import type { Row } from './dataset.ts';

/**
 * Sentences written for this project, because the conversations hold hardly any: requests in the imperative,
 * and statements that begin like questions. They only teach; no figure is reported on them.
 */
const ASKING = `
tell me about the last project you finished
tell me about your experience with distributed systems
tell me how you would roll back a bad release
tell me why you left your previous company
tell us a bit about your background
tell us what you expect from the next quarter
tell me a little more about the pricing model
tell me about a mistake you made and what you learned from it
so tell me what a typical day looks like for you
describe a situation in which you had to persuade your team
describe the architecture of the system you work on
describe how you would test a payment service
describe your ideal working environment
please describe the trade offs of this approach
explain how a load balancer works
explain the difference between a queue and a stack
explain what happens when a container runs out of memory
explain why you would choose a relational database here
okay explain dependency injection to me
please explain the onboarding process
can you explain how billing works
could you describe the migration path
walk me through your resume
walk me through the design of a url shortener
walk us through the numbers for the last year
talk me through how you would debug a slow query
talk about a time when you disagreed with a decision
talk a little about your leadership style
talk us through the security model
give me an example of a hard decision you made
give us an overview of your product
give me three reasons to choose your company
give an example of polymorphism
share an example of feedback that changed how you work
share your thoughts on remote work
name two advantages of static typing
name a tool you could not work without
list the http methods you know
list some ways to reduce bundle size
compare rest and graphql
compare your product with the market leader
contrast optimistic and pessimistic locking
define eventual consistency
define what a good code review means to you
discuss the pros and cons of microservices
outline the steps you would take in the first month
outline a plan for moving to the cloud
summarize the main risks of this project
elaborate on the role you had in that team
state one thing you would change about your last job
state your view on pair programming
say more about how the team is organized
show me how you would reverse a linked list
help me understand how the discount is calculated
help us understand what drives the churn
let me know what your availability is next week
let us know how the contract renewal works
design a parking lot system
implement a function that checks for balanced brackets
write a query that returns the top ten customers
estimate how many requests a single server can handle
imagine the database is down what do you do first
suppose traffic doubles overnight how would you react
in your view what makes a good manager
in your last role how did you measure success
in your current team do you write tests first
from your experience which framework scales best
for a small team is kubernetes worth it
if the deadline moves up what would you drop
if a customer asks for a refund how do you handle it
when two services disagree which one wins
given a sorted array how would you find a pair with a given sum
how do we know that the backup is complete
how can we tell which release caused the problem
how do you know when a model is overfitting
how much experience do you have with terraform
how many people would use this every day
how soon could you deliver the first version
how come the price went up
what made you apply here
what kind of support do you offer
what sort of problems do your customers have
what else should we know about you
what questions do you have for me
what would your colleagues say about you
which of these options would you recommend
which parts of the system worry you most
who would i be working with
who decides what gets built
who is responsible for the data after the contract ends
where do you see yourself in five years
where does the latency come from
when would you use a graph database
when is it better to denormalize
why does the index make writes slower
why should we hire you
why not use a managed service instead
is it possible to export all our data
is there an api for that
is the service available in europe
are there any hidden fees
are you comfortable with on call work
do you support single sign on
do we need a separate license for testing
does it work offline
does the warranty cover that
did you consider using a message broker
have you ever missed a deadline
have you worked with large data sets
has the team grown since then
would you prefer to lead or to build
would it be hard to migrate away
could we start with a smaller package
can this be done without downtime
can i cancel at any time
should we cache that response
will the price stay the same next year
was that your own idea
were you involved in the hiring
any experience with event sourcing
any plans to open an office in asia
and the enterprise plan what does that include
and what about security
and how is that different from the first one
what about the mobile app
how about next tuesday
so you built that yourself
so the data never leaves the country right
you have used docker before haven't you
i was wondering if you could tell me more about the roadmap
i'm curious how you deal with technical debt
i'd like to know how the trial works
i'd love to hear what you think about the offer
i wanted to ask whether there is a discount for nonprofits
my question is whether the feature is included
can you give me an idea of the cost
could you tell us how long the contract runs
do you mind telling me why the project was stopped
would you walk me through the steps
what's the difference between tcp and udp
what's your notice period
what is a hash collision
what are the main benefits of your platform
what does idempotent mean
how does https work
how do you prioritize your work
how would you scale a chat application
`;

const TELLING = `
what we ended up doing was a full rewrite
what i like about the tool is that it stays out of the way
what surprised me was how little memory it needed
what the customer wanted was a simple report
what helped us most was the weekly review with the other team
what happened next is in the incident report
what you see here is the staging environment
what counts in the end is that the users are happy
what a relief that the release went out
what an interesting way to solve it
what it does is compare the two versions line by line
what makes this hard is the number of special cases
whatever we decide the data has to stay in the country
who gets access is decided by the security team
who you talk to depends on the region
whoever is on call looks at it first
how we test this is described in the handbook
how you set it up does not matter much
how it happened was that two jobs ran at once
how fast the year went by
how nice to see everyone again
how they measure quality is by counting the returns
why it failed is still being looked into
why i left that job is a long story
why we do it this way is mostly history
where it gets tricky is the error handling
where i come from we say less is more
where we lost time was the review of the contract
when i joined there were only three of us
when you open the page the data is loaded in the background
when the load goes up we add another machine
when we started nobody knew how to do it
when it rains the connection is bad
which brings me to the next slide
which was a good decision looking back
which is fine for our purposes
which means the old plan no longer works
whether that works for everyone remains to be seen
whether we ship in june or july is not decided yet
if the cache is cold the first request is slow
if you ask me the second design was better
if i remember correctly it took about two weeks
had we tested it earlier we would have saved a month
had it been my choice i would have waited
should you need anything else just send me a message
should the build fail you get a mail
were it not for the budget we would do both
do it once and do it right that was our rule
do not worry about the details for now
do have a look at the document when you find the time
does what it says so we kept it
did it twice just to be sure
is what i would have said too
is not ideal but it works
was a pleasure to work with them
was hoping we could finish early today
were going to send that over this afternoon
are going to be a bit late because of the traffic
have been using it for years without problems
have a look at the second page the numbers are there
has been on my list for a while
would be great to have that by friday
would love to but i have another call
could have been worse i suppose
could well be a problem with the driver
can only speak for my own team
can confirm that it works on my machine
can do i'll get that ready for you
will do thanks for the reminder
will be there in five minutes
may take a while to load
might be the firewall again
must have been the cable
he asked me what i thought and i told him
she asked whether we could do it by monday and we could
they wanted to know how we store the data so i showed them
people often ask why we use two databases
you asked how we handle outages so here is the short version
you wanted to know about the team it has nine people
we were asked if we could lower the price and we did
the customer asked when the fix would be out
i asked myself why nobody had noticed it
i was asked what my plan was
i wondered about that as well and then i found the answer
i was wondering the same thing until i read the documentation
i know what you mean
i know how that feels
i know why it broke it was the time zone
i don't know what went wrong there
i don't know who wrote that part
i'm not sure which version they run
i forgot where i put the file
i see why you would think that
i see how that could be useful
i can tell you what we did
i can show you where the time goes
i can explain the difference later
i'll tell you how it went tomorrow
i'll explain that part in a moment
i'll describe the process and then we look at the code
let me tell you what we found
let me explain how the teams are set up
let me know when you have read it
let me know once the file has arrived
let me share the numbers with you
let me check whether the sound is on
let's talk about the budget after the break
let's see what the others say
let us start with the agenda
tell you what we can do both
tell them i said hello
talk to you next week then
talk to the support team if it happens again
explain it in the document and we are done
share it with the group when it is ready
show them the second option they will like it
give me a second i have to find the link
give it a try and you will see
name it however you like
please take a seat
please send me the slides afterwards
please go ahead i am listening
please bear with me while this loads
feel free to stop me if something is unclear
take a moment to read the task
take as long as you need
as you know we moved the office last year
as for the price it stays the same
the question was about the second quarter
the question is not if but when it will break
the question came up in the last meeting
that is a very good question
that's a great question and i don't have a short answer
that is why we chose the smaller one
that's what i meant
that's how we got here
there are two reasons why this is better
there is a reason why nobody does it
there was a question about the timeline
the reason why we stopped was the cost
the way it works is that each node votes
the thing is that nobody reads the manual
the point is you can always go back
here is how the process looks
here's what we can offer
this is where the data comes in
this is how we do reviews
it shows how the two parts fit together
it depends on how much data you have
it depends on which plan you choose
it's about what the user sees first
we looked at why the churn went up
we decided who does what on monday
we found out how they did it
we will see what happens
you can choose which one you want
you can see how the number grows over time
you know how it is with old code
you know what they say about estimates
you might ask what that costs and it is not much
you would be surprised how often that happens
nobody knows why it was built that way
nobody asked me about that
everyone understands what is at stake
any of these will do
any questions go to the mailing list
anything else can wait until next week
i have one question left but it is for the other team
i have no idea how they managed that
i had a question but you have answered it already
i would ask the vendor first
i would like to thank everyone for coming
i would like to come back to what you said
i'd like to show you something
i'd say it was about two hours
i wanted to tell you about the new office
i wanted to know how it works so i read the source
i guess that is why they left
i think what matters is the trend
i think we know what to do now
i remember when we had only one server
i never asked why it was done that way
i never found out who did it
my first question to them was about the uptime
my question has been answered thank you
our main question at the time was how to grow
one question that came up was how to pay for it
so what we do now is run it every night
so how it works is you send us the file
so when the test fails we get a message
and what i found was a missing index
and how they did that is a mystery
but what it comes down to is money
but why that is nobody could say
well what can happen is that the queue fills up
right so what this shows is the trend over time
okay so when you click here the window opens
yes when i was at my last company we did that too
no what i meant was the other file
we ask all candidates the same questions
we usually ask people to bring their own laptop
we do have a free plan for students
we did talk about that last time
they do support that now
it does work most of the time
i do think it was worth it
i did ask but they never replied
`;

/** Neutral words before them, the same for both kinds. */
const BEFORE: readonly (readonly { readonly speaker: string; readonly text: string }[])[] = [
  [{ speaker: 'other', text: 'okay thank you that was clear' }],
  [{ speaker: 'same', text: 'good let us go on' }],
  [{ speaker: 'other', text: 'yes we did that for about a year' }],
  [{ speaker: 'same', text: 'the next part is about the work itself' }],
  [
    { speaker: 'other', text: 'i see' },
    { speaker: 'same', text: 'right' },
  ],
  [],
];

export function writtenRows(): Row[] {
  return [...rowsOf(ASKING, true), ...rowsOf(TELLING, false)];
}

function rowsOf(list: string, question: boolean): Row[] {
  return list
    .trim()
    .split('\n')
    .map((text, index) => ({
      id: `written-${question ? 'asking' : 'telling'}-${index}`,
      source: 'written',
      speaker: 'same',
      // Neighbours look alike, so they share a fold.
      topic: `written-${question}-${Math.floor(index / 4)}`,
      text,
      asr: text,
      question,
      context: [...(BEFORE[index % BEFORE.length] ?? [])],
    }));
}
