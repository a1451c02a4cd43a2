/** Where we answer differently from nginx 1.22 and Apache 2.4 over the same folder, and why. */

/** One difference that was seen. */
export interface Difference {
  /** Family and case. */
  readonly name: string;
  /** `status`, or a field where the status is the same. */
  readonly field: string;
  readonly ours: string;
  readonly theirs: string;
}

/** The program that we are compared with. */
export type Peer = "nginx" | "apache";

/** A kind of difference. */
export interface KnownDifference {
  /** Each of them must show it. */
  readonly peers: readonly Peer[];
  readonly field: string;
  readonly cases: RegExp;
  /** Ours and theirs, with an arrow between them. */
  readonly change: RegExp;
  readonly reason: string;
}

const both = ["nginx", "apache"] as const;
const nginx = ["nginx"] as const;
const apache = ["apache"] as const;

/** Every kind there is; one that nobody shows any more is a failure, too. */
export const knownDifferences: readonly KnownDifference[] = [
  {
    peers: both,
    field: "cache-control",
    cases: /./,
    change: /^(?:no-cache|public, max-age=31536000, immutable) → none$/,
    reason:
      "They leave it to guessing (RFC 9111 §4.2.2) unless configured; we say it, and know versions.",
  },
  {
    peers: both,
    field: "vary",
    cases: /./,
    change: /^accept-encoding → none$/,
    reason:
      "nginx needs gzip_vary, Apache has no siblings here; a shared cache must know in any case.",
  },
  {
    peers: both,
    field: "last-modified",
    cases: /./,
    change: /^none → Mon/,
    reason: "A 304 that bears a tag needs no date (RFC 9110 §15.4.5).",
  },
  {
    peers: apache,
    field: "accept-ranges",
    cases: /^(?:conditions|codings|versions):|what the client has/,
    change: /^none → bytes$/,
    reason: "It says so on a 304, too; and it serves the file itself where we serve a sibling.",
  },
  {
    peers: nginx,
    field: "accept-ranges",
    cases: /./,
    change: /^(?:bytes → none|none → bytes)$/,
    reason: "nginx says so where it does not compress; of a sibling nobody should ask for ranges.",
  },
  {
    peers: both,
    field: "content-encoding",
    cases: /^codings:|compressed file with its version/,
    change: /^(?:br|zstd|gzip) → (?:none|gzip)$/,
    reason:
      "nginx as Debian has it knows gzip only, and no x-gzip; Apache needs mod_rewrite for siblings.",
  },
  {
    peers: nginx,
    field: "content-encoding",
    cases: /identity;q=1|other content|ends too early|would grow/,
    change: /^none → gzip$/,
    reason: "nginx prefers gzip to identity at any weight, and never looks into a sibling.",
  },
  {
    peers: apache,
    field: "content-range",
    cases: /bytes=0-9,5-14|70 letters/,
    change: /^none → bytes/,
    reason:
      "Apache merges ranges that overlap; we send what was asked for while it is no more than the file.",
  },
  {
    peers: both,
    field: "status",
    cases: /DELETE of nothing/,
    change: /^404 → 405$/,
    reason: "We look for the file first: nothing has no methods.",
  },
  {
    peers: apache,
    field: "status",
    cases: /(?:POST|OPTIONS) of a file/,
    change: /^405 → 200$/,
    reason: "Apache answers POST like GET, and OPTIONS by itself; a file can do neither.",
  },
  {
    peers: both,
    field: "status",
    cases: /folder without an index and without a slash/,
    change: /^403 → 301$/,
    reason: "They redirect to a page that they refuse.",
  },
  {
    peers: apache,
    field: "status",
    cases: /without an index$/,
    change: /^403 → 404$/,
    reason:
      "Without mod_autoindex Apache finds nothing there; a folder that may not be listed is forbidden.",
  },
  {
    peers: both,
    field: "status",
    cases: /hidden/,
    change: /^404 → 200$/,
    reason:
      "They serve hidden files unless a rule forbids it: .git and .env have been found that way for years.",
  },
  {
    peers: both,
    field: "status",
    cases: /no UTF-8|backslash|newline|drive/,
    change: /^400 → 404$/,
    reason: "They look for such a name; we know that it is none that a site means.",
  },
  {
    peers: apache,
    field: "status",
    cases: /NUL|encoded slash/,
    change: /^400 → 404$/,
    reason: "The same; nginx says 400 to NUL as well.",
  },
  {
    peers: nginx,
    field: "status",
    cases: /encoded slash/,
    change: /^400 → 200$/,
    reason:
      "nginx decodes before it splits; then a proxy and the server behind it mean different files.",
  },
  {
    peers: both,
    field: "status",
    cases: /two slashes/,
    change: /^400 → 200$/,
    reason: "They merge slashes; we serve one file under one path.",
  },
  {
    peers: nginx,
    field: "status",
    cases: /If-Modified-Since of a later date/,
    change: /^304 → 200$/,
    reason: "nginx compares dates exactly by default; RFC 9110 §13.1.3 asks for not later.",
  },
  {
    peers: both,
    field: "status",
    cases: /date far ahead/,
    change: /^304 → 200$/,
    reason: "They take a date in the future for none, as RFC 2616 had it; RFC 9110 does not.",
  },
  {
    peers: both,
    field: "status",
    cases: /date in another zone/,
    change: /^200 → 304$/,
    reason: "They do not look at the zone; dates of HTTP are GMT, anything else is ignored.",
  },
  {
    peers: both,
    field: "status",
    cases: /too early, and the tag/,
    change: /^304 → 200$/,
    reason: "The tag alone decides when there is one (RFC 9110 §13.2.2).",
  },
  {
    peers: both,
    field: "status",
    cases: /the tag, and a date that would fail/,
    change: /^200 → 412$/,
    reason: "If-Match alone decides when there is one (RFC 9110 §13.2.2).",
  },
  {
    peers: nginx,
    field: "status",
    cases: /If-Unmodified-Since of rubbish/,
    change: /^200 → 412$/,
    reason: "What is no date is ignored (RFC 9110 §13.1.4).",
  },
  {
    peers: apache,
    field: "status",
    cases: /If-Unmodified-Since of its date, and the tag/,
    change: /^304 → 200$/,
    reason: "Both hold, and the tag says that the client has it (RFC 9110 §13.2.2).",
  },
  {
    peers: both,
    field: "status",
    cases: /Bytes = 5-9|9{20}/,
    change: /^(?:206|416) → (?:200|416)$/,
    reason:
      "Units are compared without regard to case; a number beyond 64 bits is a number (RFC 9110 §14.1).",
  },
  {
    peers: nginx,
    field: "status",
    cases: /bytes=5-9,$|70 letters/,
    change: /^206 → 416$/,
    reason: "A list may have an empty item (RFC 9110 §5.6.1).",
  },
  {
    peers: nginx,
    field: "status",
    cases: /bytes=(?:9-5|a-b|5|-|--5|0x1-5|1-5,a)$|74 letters/,
    change: /^200 → 416$/,
    reason:
      "We ignore what is malformed or too much (RFC 9110 §14.2 allows both), as a client that errs needs the file.",
  },
  {
    peers: apache,
    field: "status",
    cases: /bytes=5-9, 99999999-$|bytes=-0|99999999-,-0|0-5, 10-15|10-15, 0-5/,
    change: /^(?:206|416) → 200$/,
    reason: "Apache takes a blank behind a comma, and a suffix of nothing, for malformed.",
  },
  {
    peers: apache,
    field: "status",
    cases: /bytes=0-,0-$|bytes=0-,-1$|74 letters/,
    change: /^200 → 206$/,
    reason:
      "Apache merges ranges; we send the whole when they are more than the whole, or more than sixteen.",
  },
  {
    peers: both,
    field: "status",
    cases: /20006 letters/,
    change: /^200 → 400$/,
    reason:
      "A limit for fields, not for ranges: ours is for all fields together, theirs is for one.",
  },
  {
    peers: both,
    field: "status",
    cases: /range in HEAD/,
    change: /^200 → 206$/,
    reason: "Ranges are defined for GET alone (RFC 9110 §14.2).",
  },
  {
    peers: both,
    field: "status",
    cases: /of an empty file/,
    change: /^416 → 200$/,
    reason: "No byte can be sent, and 416 tells the size (RFC 9110 §14.1.2).",
  },
  {
    peers: both,
    field: "status",
    cases: /^codings: .*(?:\*;q=0"|identity;q=0"|refuses it as it is)/,
    change: /^406 → 200$/,
    reason: "The client has ruled out what they send (RFC 9110 §12.5.3).",
  },
  {
    peers: nginx,
    field: "status",
    cases: /a range is of the file itself/,
    change: /^206 → 200$/,
    reason: "nginx drops the range for the sibling.",
  },
  {
    peers: both,
    field: "status",
    cases: /who has the (?:br|zstd|gzip) form and would get it again/,
    change: /^304 → 200$/,
    reason: "Tags of codings are ours; the case names one that they do not have.",
  },
  {
    peers: both,
    field: "status",
    cases: /^versions: .*(?:in the path|behind a version)/,
    change: /^(?:200|400) → 404$/,
    reason: "They know no versions in paths without a rule.",
  },
];
