/** `gantry --help`: what there is, in the order in which one needs it. A test holds it to the commands that exist. */
export const overview = `Gantry, the integration framework for quote-to-cash

  gantry <command> --help says more, with examples; every command takes --json.

BEGIN
  init                      a project of your own: a connector, a flow, their tests, and all that runs them
  dev                       run it while you work on it: a database, sandboxes, everything over them
  doctor                    examine versions, database, connections, secrets, clocks; and say what mends each

TRY
  demo                      a company's orders from quote to cash, on sandboxes, and the balance of the books
  reconcile                 compare the books of a demonstration that runs, as they are now

WRITE
  new connector|sandbox|contract|flow|view
                            a new piece of the project: working code with a test
  contracts list|build|check|diff|lint|publish|approve|announce|types|client
                            what is published, whether it drifted, what changed, and clients for others
  catalogue export          all of it as pages for any web server
  connector list|test|docs  what connectors can do, proven against their sandboxes
  vendors record|drift      what a connector uses of its vendor, and what a new specification changes of it
  connections list|show     which systems there are, and what configures them
  mappings list|show|find   what connectors map, what they do not yet, who released it; and which id is which

RUN
  start                     one host: the APIs, a worker, or both
  secrets list|set|rotate   credentials of the connections, in the store that GANTRY_SECRETS names
  migrate status|run        the schema of the database
  token                     an access token for the Gantry on this machine

OPERATE
  runs list|show|cancel|restart|signal
  exceptions list|show|resolve|replay
  approvals list|approve|reject
  access list|request|decide
                            which client may call which API, what of it, how often and until when
  dead-letters list|show|edit|replay|discard
  audit list|verify         what people and machines did, and the proof that nobody changed it since
  data erase|hold|holds|retention
                            what is kept of people: masked, kept for the law, and gone by rule
  data rotate|reseal        new keys for what is kept encrypted

  completion bash|zsh|fish  complete all of this with Tab

  gantry init ../acme && cd ../acme && npx -y pnpm@12 dev
`
