/**
 * Word lists for comparing questions. They only ever fold wordings that mean the same; a word that is in no
 * list must match letter for letter.
 */

function words(list: string): readonly string[] {
  return list.trim().split(/\s+/);
}

/** `from = to` pairs, one per line; both sides may have several words. */
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

/** Sounds without content; dropped before two wordings are compared. */
export const FILLERS: ReadonlySet<string> = new Set(
  words(`uh um er erm uhm ah eh mm mmm hmm mhm hm oh ooh huh mm-hmm uh-huh`),
);

/** Said without meaning anything for the question. */
export const EMPTY_WORDS: ReadonlySet<string> = new Set(words(`please exactly basically actually really`));

/** Auxiliaries that carry no part of the question once its kind is known. */
export const STOP_WORDS: ReadonlySet<string> = new Set(
  words(
    `is are am be been being do does that there would can could will shall might may should have has and`,
  ),
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
