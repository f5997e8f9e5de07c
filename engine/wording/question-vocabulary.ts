/**
 * Word lists for comparing questions. They only ever fold wordings that mean the same; a word that is in no
 * list must match letter for letter.
 */

function words(list: string): readonly string[] {
  return list.trim().split(/\s+/);
}

/** `from = to` pairs, one a line; both sides may have several words. */
function pairs(list: string): ReadonlyMap<string, readonly string[]> {
  return new Map(
    list
      .trim()
      .split('\n')
      .flatMap((line) => {
        const [from = '', to = ''] = line.split('=').map((side) => side.trim());
        return from.split('|').map((phrase) => [phrase.trim(), to.split(' ')] as const);
      }),
  );
}

export const ARTICLES: ReadonlySet<string> = new Set(words(`a an the`));

/** Said without meaning anything for the question. */
export const FILLERS: ReadonlySet<string> = new Set(
  words(`um uh uhm er erm hmm mm ah oh please exactly basically actually really`),
);

/** Auxiliaries that carry no part of the question once its kind is known. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  words(
    `is are am be been being do does that there would can could will shall might may should have has and`,
  ),
);

/** A question may have one more or fewer of them; none negates, counts or compares. */
export const LIGHT_WORDS: ReadonlySet<string> = new Set(
  words(
    `any some thing stuff quickly briefly usually normally typically generally commonly simply currently`,
  ),
);

/** Between two things that differ, and beside a number, these only name their kind. */
export const KIND_WORDS: ReadonlySet<string> = new Set(
  words(`request method status code response keyword statement operator command protocol error`),
);

/** What recognizers write for terms that they don't know, and other spellings of one term. */
export const PHRASES: ReadonlyMap<string, readonly string[]> = pairs(`
  cooper netties | cooper nettis | kuber netties | cuber netes | kubernetties | k8s = kubernetes
  a sequel = a sequel
  the sequel = the sequel
  sequel = sql
  no sequel | nosequel = nosql
  my sequel | mysequel = mysql
  post gress | post gres | postgress | postgre sql | postgresql | post gray sql = postgres
  j son | jay son = json
  pie thon | pithon = python
  java script | js = javascript
  type script | ts = typescript
  reactjs | react js = react
  nodejs | node js = node
  vue js | vuejs | view js = vue
  next js | nextjs = nextjs
  engine x | nginx | engine ex = nginx
  o auth | oh auth = oauth
  jot token | jay w t = jwt
  see sharp | sea sharp | c sharp = csharp
  see plus plus | c plus plus = cpp
  dot net = dotnet
  linklist = linked list
  cross origin resource sharing = cors
  content delivery network = cdn
  virtual machine = vm
  virtual machines = vm
  continuous integration = ci
  get hub = github
  get lab = gitlab
  reddis = redis
  global interpreter lock = gil
  python gil | gil in python = gil
  mongo = mongodb
  domain name system = dns
  transmission control protocol = tcp
  user datagram protocol = udp
  hypertext transfer protocol = http
  structured query language = sql
  application programming interface = api
  json web token = jwt
  object oriented programming = oop
  test driven development = tdd
  domain driven design = ddd
  single page application = spa
  server side rendering = ssr
  client side rendering = csr
  infrastructure as code = iac
  virtual private network = vpn
  key performance indicator = kpi
  return on investment = roi
  service level agreement = sla
  service level objective = slo
  minimum viable product = mvp
  machine learning = ml
  artificial intelligence = ai
  natural language processing = nlp
  large language model = llm
  convolutional neural network = cnn
  recurrent neural network = rnn
  operating system = os
  user interface = ui
  user experience = ux
  document object model = dom
  relational database management system = rdbms
  cap theorem = cap
  hash map | hashmap | hashtable = hash table
  app = application
  apps = application
  repo = repository
  config = configuration
  prod = production
  env = environment
  sort of | kind of = 
  big oh = bigo
  with 0 = without
  deal with | cope with = handle
  dealing with | coping with = handling
  big o = bigo
  every 1 = everyone
  some 1 = someone
  first quarter | 1st quarter = q1
  second quarter | 2nd quarter = q2
  third quarter | 3rd quarter = q3
  fourth quarter | 4th quarter = q4
  1st = first
  2nd = second
  3rd = third
  two factor authentication | 2 factor authentication | to factor authentication | two factor auth | 2 fa | 2fa = 2fa
  single sign on | single sign in | sso = sso
  sock 2 = soc 2
  sock 1 = soc 1
  customer relationship management = crm
  annual recurring revenue = arr
  monthly recurring revenue = mrr
  non disclosure agreement = nda
  proof of concept = poc
  human resource = hr
  quality assurance = qa
  role based access control = rbac
  remote procedure call = rpc
  software as service = saas
`);

export const A_ACRONYMS: ReadonlySet<string> = new Set(
  words(`api aws acl acid ajax ai abi apm arp ast ats ack aes amqp ascii asp adr arr apr ab abtest apis arm atm
  afk aka asap ami aks`),
);

/** Said of something else, and of one or several alike: "the benefits of". */
export const RELATIONS: ReadonlySet<string> = new Set(
  words(
    `difference distinction benefit advantage drawback disadvantage downside upside pro con reason cause purpose
    use step requirement prerequisite year day month week hour minute second percent user`,
  ),
);

/** Plural-looking names. */
export const NO_PLURAL: ReadonlySet<string> = new Set(
  words(`https cors kubernetes postgres ios macos aws gcs sms jenkins pandas keras news lens kudos devops secops
  mlops always perhaps this has was does tls dns css js ts os gas bus plus yes us less`),
);

/** Terms of the trade, singular: words in their own right, so never a slip of another word. */
export const TERMS: ReadonlySet<string> = new Set(
  words(`abstraction abstract access account accounting actor adapter adoption agent agile agreement airflow algorithm
  allocation analytics android angular ansible apache api application architecture argument array async
  asynchronous atomic attention audit authentication authorization autoscaling average azure backend backlog
  backpressure backup balancer bandwidth bash batch behavior benchmark bias big binary bitmap block blockchain
  board boolean bootstrap bottleneck branch broker browser bucket budget buffer bug build bundle business byte
  bit cache caching call callback canary candidate capacity capital cassandra certificate chain channel chart
  churn class classification client closure cloud cluster clustering code coercion cohesion collection column
  commit company compiler complexity component compression concurrency condition configuration conflict
  connection consensus consistency const constraint constructor consumer container context contract controller
  conversion cookie coroutine correlation cost coupling coverage cpu credential cron csrf curry customer cycle
  daemon dashboard data database dataset datetime deadline deadlock debounce debt debug decorator decryption
  deletion delivery dependency deploy deployment design destructor detection device devops dictionary diff
  directory discount docker document domain downtime driver dropout element elasticsearch embedding
  encapsulation encoding encryption endpoint engine engineer entropy enum environment epoch equity error event
  eventual exception execution expense experiment express factory failover failure fault feature fetch fiber
  field file filter firewall firmware flag flask fold foreign forecast fork format framework frontend function
  future garbage gateway generator generic gil git github gitlab global goroutine gradient grafana graph graphql
  greedy grid growth hadoop handler handshake hash hashing heap helm heuristic hook hoisting host http https
  hypothesis idempotency idempotent identity immutability implementation import export index indexing inference
  inflation inheritance injection inner input insert inspection instance integration integer interest interface
  interpreter interrupt interval invoice isolation iteration iterator java javascript jenkins job join json
  kafka kernel key kotlin kubernetes label lambda latency layer leadership leak learning ledger left legacy
  level library licence linked linter linux list listener load loan lock locking log loop loss machine macro
  malloc manager map margin market marketing matrix maximum median medium memory merge mesh message metadata
  method metric microservice middleware migration milestone minimum mitigation mock model module mongodb
  monitoring monolith mortgage multithreading mutation mutex mysql negative network networking neural nginx node
  normalization nosql notification null numpy oauth object observable observer operator optimism optimistic
  optimization oracle orchestration order outage outer output overfitting overflow overhead overloading
  overriding package packet pagination paging parameter parser partition password patch path pattern payload
  payment penalty performance permission persistence pessimistic phishing pipeline pivot platform plugin pod
  pointer policy polling pool port postgres precision prediction price pricing primary priority privacy
  probability process processor producer product production profile profit program project prometheus promise
  protocol provider proxy publisher pubsub pull push python pytorch quality quarter query queue quicksort rabbitmq
  race random ransomware rate ratio react reader recall record recovery recursion redis redux refactoring
  reference reflection refund region registry regression regularization relation release rendering replica
  replication repository request requirement resolution resource response rest retention retry return revenue
  reverse review revision right risk role rollback root router routing ruby runtime rust salary sales sampling
  sandbox saga scalability scaling schedule scheduler schema scope script scrum search secret security segment
  semaphore serialization server serverless service session sharding shell signal singleton socket software
  solution sorting source space spark spinlock spread spring sprint sql stack stakeholder standard startup state
  static statistics storage strategy stream streaming string strength subnet subscriber subscription supervised
  support swagger swift symmetric sync synchronous syntax system table tag task tax tcp team technology template
  tensor tensorflow terraform test testing thread threading threat throttling throughput timeline timeout token
  tradeoff traffic training transaction transformer transition transpiler tree trie trigger trunk tuple turnover
  type typescript udp underfitting unit universal unsupervised update upload download url user useeffect usememo
  usestate usecallback utility validation value var variable variance vector velocity version versioning view
  virtual vm volume vue vulnerability warehouse weakness webassembly webhook website webpack websocket widget
  window worker workflow worktree wrapper writer xml yaml yield
  airbyte airtable amplitude argo asana bazel bigquery chef clickhouse cloudflare confluence consul cypress databricks
  datadog debian django dynamodb envoy express figma firebase fivetran flink flux freshdesk gradle heroku hive hubspot
  intercom istio jest jira kanban laravel linkedin looker mailchimp mariadb maven mixpanel mocha netlify next nomad notion
  nuxt okta opsgenie outlook pagerduty paypal presto pulumi puppet quickbooks rails redshift remix salesforce
  selenium sentry shopify slack snowflake splunk stripe supabase svelte tableau trino ubuntu vault vercel vitest vuex
  workday zapier zendesk zoom
  adapter antivirus appraisal asymmetric authenticator backfill billing breach churn closure compliance
  crm demo dns downsizing escalation gdpr hipaa hotfix hypervisor intranet kpi malware mentor mfa monetization nda nps offboarding
  offsite okr onboarding outsourcing persona phishing playbook prioritization probation procurement prospect quota
  infrastructure ransomware recruitment reimbursement retrospective roadmap rollout severance sla slo sso staging standup templating
  turnaround upsell vendor waitlist webinar whiteboard`),
);
