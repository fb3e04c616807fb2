import {
  addressRanges,
  bytes,
  choice,
  databaseUrl,
  hostsAndPorts,
  mailbox,
  origins,
  pieceSize,
  seconds,
  secret,
  smtpUrl,
  text,
  urlFolder,
  vipTerms,
  webAddress,
  whole,
  words,
  yesOrNo,
} from "./kinds.ts"
import { setting, type Values } from "./setting.ts"

const KiB = 1024
const MiB = 1024 * KiB
const GiB = 1024 * MiB

/** Every setting of the server, in the order in which help lists them. */
export const settings = {
  // Where it listens, and where its data lies.
  host: setting(text("a host name or an address"), "127.0.0.1", "Address to listen on."),
  port: setting(whole(0, 65_535), 8087, "TCP port to listen on; 0 takes a free one."),
  gateway: setting(yesOrNo(), true, "Serve the web page, HTTP and WebSocket beside TCP."),
  httpPort: setting(whole(0, 65_535), 8088, "Port of the web page; 0 takes a free one."),
  dataDir: setting(text("a folder"), "data", "Folder for the embedded database."),
  uploadsDir: setting(
    text("a folder"),
    "",
    "Folder for the films. Unset: uploads, or uploads inside the data folder where only that one is set.",
  ),
  databaseUrl: setting(
    databaseUrl(),
    "",
    "sqlite:PATH or mysql://user:password@host:port/database. Unset: reelwire.sqlite in the data folder.",
    { secret: true },
  ),
  lang: setting(choice(["en", "zh"]), "en", "Language of messages to clients that name none."),
  tlsCert: setting(text("a file"), "", "Certificate chain (PEM); with it and the key the port speaks TLS."),
  tlsKey: setting(text("a file"), "", "Private key (PEM) of the certificate."),
  allowPlainRemote: setting(yesOrNo(), false, "Let prod listen beyond loopback without TLS."),

  // Films on their way, and how long they are kept.
  downloadWaitS: setting(seconds(), 30, "Seconds that a download waits for members who are not VIP."),
  downloadBytesPerS: setting(
    bytes(0),
    0,
    "Bytes a second that a member who is not VIP downloads at most, over all connections; 0 for no limit.",
  ),
  downloadBytesPerSVip: setting(bytes(0), 0, "The same for a VIP."),
  linkBytesPerS: setting(
    bytes(0),
    0,
    "Bytes a second of all downloads together, shared evenly between people; 0 for no limit.",
  ),
  sendfile: setting(
    yesOrNo(),
    true,
    "Let the system send films by itself (sendfile), where that can be done.",
  ),
  uploadThread: setting(
    yesOrNo(),
    true,
    "Let a thread of its own take films from the network to the disk, where that can be done.",
  ),
  pieceBytes: setting(
    pieceSize(),
    8 * MiB,
    "Bytes of a new film's pieces; doubled for a film that would have more than 8192.",
  ),
  uploadDays: setting(whole(1, 365), 7, "Days after its last piece that an unfinished upload is kept."),
  trashDays: setting(whole(0, 3650), 30, "Days that a deleted film can be restored."),
  digests: setting(
    yesOrNo(),
    true,
    "Work out each film's SHA-256, and the manifests of films of older versions, in a process of low priority.",
  ),

  // The line for downloads.
  downloadSlots: setting(
    whole(0, 1_000_000),
    0,
    "Downloads at once; the others get in line. 0 for no limit.",
  ),
  downloadSlotsPerPerson: setting(whole(0, 1000), 0, "Downloads at once of one person; 0 for no limit."),
  slotLingerS: setting(
    seconds(),
    5,
    "Seconds for which a download keeps its transfer slot between two of its ranges.",
  ),
  queueMost: setting(whole(0, 1_000_000), 10_000, "Places in the line for downloads at most."),
  queueMostPerPerson: setting(
    whole(0, 1_000_000),
    100,
    "Places of one person in the line for downloads at most; 0 for no limit.",
  ),
  queueGraceS: setting(
    seconds(),
    300,
    "Seconds in which a place in the line for downloads outlives its connection.",
  ),
  queueOfferS: setting(seconds(0.1), 45, "Seconds for which a transfer slot is offered to whose turn it is."),

  // Money.
  priceFen: setting(whole(0, 10_000_000), 1000, "Price of a paid film in fen."),
  priceVipFen: setting(whole(0, 10_000_000), 500, "Price of a paid film for a VIP in fen."),
  vipTerms: setting(
    vipTerms(),
    [
      { days: 30, priceFen: 3000 },
      { days: 365, priceFen: 29_800 },
    ],
    "Terms of VIP as DAYS:FEN, the default one first.",
  ),
  vipReminderDays: setting(
    whole(0, 365),
    3,
    "Days before its end that a VIP is told of it; 0 for not at all.",
  ),
  plainPurchases: setting(
    yesOrNo(),
    true,
    "Let clients of the plain dialect, which have asked the person, buy a film by downloading it and the default term by buy_vip.",
  ),
  plainRepeatS: setting(
    seconds(),
    60,
    "Seconds in which a second buy_vip of the plain dialect counts as a repeat of the first.",
  ),
  welcomeFen: setting(whole(0, 10_000_000), 0, "Gift in fen with which a new member begins."),
  paymentSecret: setting(
    secret(32),
    "",
    "Secret that a payment gateway signs credits with. Unset: no credits from outside.",
    { secret: true },
  ),
  maxCreditFen: setting(
    whole(1, 1_000_000_000),
    10_000_000,
    "Largest credit from outside, and largest adjustment of a balance, in fen.",
  ),
  requestKeyDays: setting(
    whole(1, 3650),
    30,
    "Days that a repeat of a buying request gets the first answer.",
  ),
  voucherTriesPerHour: setting(
    whole(1, 100_000),
    10,
    "Wrong voucher codes an hour that one account, or one address, may try.",
  ),

  // Accounts, devices, and the codes that show whose they are.
  registration: setting(
    choice(["open", "invitation", "closed"]),
    "open",
    "Who may register as a member: anybody, whoever has an invitation, or nobody.",
  ),
  registrationsPerHour: setting(
    whole(0, 1_000_000),
    30,
    "Registrations an hour that one address may try, and as many reports of forgotten passwords; 0 for no limit.",
  ),
  requiredProfile: setting(
    words(["display_name", "email", "phone", "gender"]),
    [],
    "What a new member has to tell: some of display_name, email, phone, gender.",
  ),
  rememberDays: setting(
    whole(1, 3650),
    60,
    "Days without use after which a device has to log in with the password again.",
  ),
  devicesPerPerson: setting(
    whole(1, 1000),
    20,
    "Devices of one person that stay logged in; the longest unused goes.",
  ),
  codeMinutes: setting(whole(1, 1440), 10, "Minutes that a code, or a link, is good for."),
  codeTries: setting(whole(1, 100), 5, "Tries that a code bears."),
  codesPerHour: setting(whole(1, 1000), 5, "Codes an hour that are sent for one account, or to one address."),
  smtpUrl: setting(
    smtpUrl(),
    "",
    "Mail server that codes to mail addresses leave through. smtp:// takes STARTTLS, unless the server is on this machine or the address ends with ?plain=yes. Unset: the log, but not in prod.",
    { secret: true },
  ),
  mailFrom: setting(mailbox(), "Reelwire <reelwire@localhost>", "Sender of mails."),
  smsWebhook: setting(
    webAddress({ isBare: false }),
    "",
    "Address of a gateway for text messages to phones (docs/TEXT-MESSAGES.md). Unset: the log, but not in prod.",
    { secret: true },
  ),
  smsWebhookSecret: setting(
    text("at least 32 characters"),
    "",
    "Secret of at least 32 characters that requests to the gateway are signed with.",
    { secret: true },
  ),
  codesToLog: setting(
    yesOrNo(),
    true,
    "Write codes for which neither mail server nor gateway is set into the log, for whoever tries things out.",
  ),
  sendingS: setting(
    seconds(0.1),
    15,
    "Seconds that a mail server, or the gateway, has for taking a message.",
  ),
  publicUrl: setting(
    webAddress({ isBare: true }),
    "",
    "Where people reach the web page: for links in mails, and for the addresses of films and pictures that programs are told.",
  ),

  // HTTP, WebSocket, and what stands in front of them.
  trustedProxies: setting(
    addressRanges(),
    [],
    "Addresses or CIDR ranges, with commas between, of proxies that may say what the client's address is.",
  ),
  proxyProtocol: setting(
    yesOrNo(),
    false,
    "Expect the PROXY protocol (1 or 2) at the beginning of each TCP connection of a trusted proxy.",
  ),
  metricsFrom: setting(
    addressRanges(),
    ["127.0.0.0/8", "::1"],
    "Addresses or CIDR ranges, with commas between, that may read /metrics.",
  ),
  webOrigins: setting(
    origins(),
    [],
    "Origins other than its own, with commas between, whose pages may use the gateway with cookies.",
  ),
  webSessionS: setting(
    seconds(1),
    1800,
    "Seconds without a request after which a session of the gateway ends.",
  ),
  requestsPerMinute: setting(
    whole(0, 1_000_000),
    1200,
    "HTTP requests a minute from one address; 0 for no limit.",
  ),
  maxWebSockets: setting(whole(0, 1_000_000), 10_000, "WebSocket connections at once."),
  webSocketIdleS: setting(seconds(1), 120, "Seconds in which a WebSocket peer must answer a ping."),
  houseMost: setting(
    whole(0, 1_000_000),
    0,
    "Connections over TCP with which the house is full, and /ws/check has whoever comes wait in line; 0 for as many as there may be at once.",
  ),
  gateServers: setting(
    hostsAndPorts(),
    [],
    "Servers that /ws/check names, as HOST:PORT with commas between. Unset: this one, by the name that it was asked by.",
  ),

  // Films by link, and pictures.
  filmLinkS: setting(seconds(1), 21_600, "Seconds that a link to a film is good for."),
  filmLinkSecret: setting(
    secret(32),
    "",
    "Secret that links to films are signed with. Unset: one of this server's own, kept in the data folder.",
    { secret: true },
  ),
  accelPrefix: setting(
    urlFolder(),
    "",
    "Path under which nginx serves the films' folder to itself alone (X-Accel-Redirect). Unset: this server sends films.",
  ),
  maxImageBytes: setting(bytes(1), 10 * MiB, "Largest picture that is uploaded."),
  maxImagePixels: setting(
    whole(1, 1_000_000_000),
    50_000_000,
    "Pixels of the largest picture that is uploaded.",
  ),
  maxImagesPerUpload: setting(whole(1, 100), 10, "Pictures of one upload."),
  probeFilms: setting(
    yesOrNo(),
    true,
    "Read duration, resolution, codecs and a poster out of each film with ffmpeg, where it is installed and can be locked in.",
  ),

  // Sessions, the log, and stopping.
  sessionGraceS: setting(seconds(), 120, "Seconds in which a session outlives its connection."),
  invitationDays: setting(whole(1, 365), 7, "Days that an invitation to be an admin is good for."),
  logLevel: setting(choice(["silent", "error", "warn", "info", "debug"]), "info", "How much is logged."),
  logFormat: setting(
    choice(["auto", "json", "pretty"]),
    "auto",
    "auto: readable on a terminal, else JSON lines.",
  ),
  logDir: setting(text("a folder"), "", "Folder for log files, one a day, 30 kept. Unset: standard output."),
  drainS: setting(seconds(), 10, "Seconds that a stopping server gives to what is under way."),

  // What one peer may take: bytes, time and connections.
  maxFrameBytesBeforeLogin: setting(bytes(64), 16 * KiB, "Largest JSON of a request before log-in."),
  maxFrameBytes: setting(bytes(64), 64 * KiB, "Largest JSON of a request after log-in."),
  maxDepth: setting(whole(1, 1000), 32, "Deepest nesting of a request's JSON."),
  firstFrameS: setting(seconds(0.1), 5, "Seconds from connecting to the first whole request."),
  loginS: setting(seconds(0.1), 30, "Seconds from connecting to being logged in."),
  frameS: setting(seconds(0.1), 10, "Seconds from a request's first byte to its last."),
  uploadIdleS: setting(seconds(0.1), 60, "Seconds in which an upload must give something."),
  writeStallS: setting(seconds(0.1), 30, "Seconds in which a peer must take something."),
  maxConnections: setting(whole(1, 1_000_000), 20_000, "Connections at once."),
  maxConnectionsPerAddress: setting(whole(1, 1_000_000), 32, "Connections at once from one address."),
  maxFilmBytes: setting(bytes(1), 64 * GiB, "Largest film."),
  maxRefusedFilmBytes: setting(
    bytes(0),
    256 * MiB,
    "Largest refused film that is still read and thrown away.",
  ),
  minFreeBytes: setting(bytes(0), 64 * MiB, "Disk space that an upload has to leave free."),
  maxListBytes: setting(bytes(1000), 60_000, "Largest list in one reply; the newest entries are kept."),
  noticePollS: setting(
    seconds(0.1),
    2,
    "Seconds between two looks for notices whose time has come, or that another server released, while somebody listens.",
  ),
  noticesAtLogin: setting(whole(0, 100), 5, "Notices that a log-in shows."),

  // Log-ins and passwords.
  loginFailuresPerConnection: setting(whole(1, 100), 3, "Failed log-ins after which a connection is closed."),
  loginSlowdownMs: setting(
    whole(0, 60_000),
    200,
    "First delay for an address after a failed log-in; it doubles.",
  ),
  loginSlowdownMaxMs: setting(
    whole(0, 600_000),
    10_000,
    "Longest delay for an address after failed log-ins.",
  ),
  loginTriesPerHour: setting(
    whole(1, 1_000_000),
    100,
    "Failed log-ins an hour on one name, from all addresses; devices that stay logged in are not held up.",
  ),
  passwordWorkers: setting(whole(1, 16), 2, "Passwords hashed at once."),
  passwordQueue: setting(
    whole(1, 100_000),
    256,
    "Passwords waiting to be hashed before log-ins are refused.",
  ),
  passwordMemoryKib: setting(whole(8, 4_194_304), 19_456, "argon2id memory in KiB (OWASP's first choice)."),
  passwordPasses: setting(whole(1, 100), 2, "argon2id passes."),
  lockWaitMs: setting(whole(1, 60_000), 1000, "Longest wait for the table of sessions."),
}

/** The values that a server runs with. */
export type Settings = Values<typeof settings>
