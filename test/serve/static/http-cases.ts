/**
 * What is answered to what, case by case. In fields `{tag}` is the file's entity tag with its quotes, `{version}` what
 * stands between them, `{modified}` its date, `{earlier}` and `{later}` a second before and after it.
 */

/** One case. */
export interface HttpCase {
  readonly name: string;
  /** Method and path. */
  readonly ask: string;
  readonly fields: Readonly<Record<string, string>>;
  readonly status: number;
  /**
   * `whole` file, `none`, a slice of it, several slices (as multipart), or bytes that decode to the whole; undefined for
   * whatever words stand in an error.
   */
  readonly body?: ExpectedBody | undefined;
  /** Null for a field that must not be there. */
  readonly answer?: Readonly<Record<string, string | null>> | undefined;
}

/** See `HttpCase`. */
export type ExpectedBody =
  | "whole"
  | "none"
  | "br"
  | "zstd"
  | "gzip"
  | readonly [number, number]
  | readonly (readonly [number, number])[];

type Fields = Readonly<Record<string, string>>;
type Answer = Readonly<Record<string, string | null>>;

const reads = ["GET", "HEAD"] as const;
const bodyOf = (method: string): "whole" | "none" => (method === "HEAD" ? "none" : "whole");
const pinned = "public, max-age=31536000, immutable";

/** The same field with several values, for GET and HEAD: 304, or the whole. */
function conditions(
  field: string,
  rows: readonly (readonly [what: string, fields: Fields, status: number])[],
): readonly HttpCase[] {
  return rows.flatMap(([what, fields, status]) =>
    reads.map((method) => ({
      name: `${method} with ${field} ${what}`,
      ask: `${method} /static/photo.png`,
      fields,
      status,
      body: status === 200 ? bodyOf(method) : status === 304 ? ("none" as const) : undefined,
      answer:
        status === 412
          ? { etag: null }
          : { etag: "{tag}", "content-length": status === 304 ? null : "1000" },
    })),
  );
}

const methods: readonly HttpCase[] = [
  ...reads.map((method) => ({
    name: `${method} of a file in memory`,
    ask: `${method} /static/photo.png`,
    fields: {},
    status: 200,
    body: bodyOf(method),
    answer: {
      "content-type": "image/png",
      "content-length": "1000",
      "accept-ranges": "bytes",
      "cache-control": "no-cache",
      "x-content-type-options": "nosniff",
      "last-modified": "{modified}",
      etag: "{tag}",
      vary: null,
      "content-encoding": null,
      expires: null,
    },
  })),
  ...reads.map((method) => ({
    name: `${method} of a file that is streamed`,
    ask: `${method} /static/large.bin`,
    fields: {},
    status: 200,
    body: bodyOf(method),
    answer: { "content-type": "application/octet-stream", "content-length": "400000" },
  })),
  ...reads.map((method) => ({
    name: `${method} of an empty file`,
    ask: `${method} /static/empty.txt`,
    fields: {},
    status: 200,
    body: bodyOf(method),
    answer: { "content-length": "0", vary: "accept-encoding" },
  })),
  ...["POST", "PUT", "PATCH", "DELETE", "OPTIONS"].map((method) => ({
    name: `${method} of a file is not allowed`,
    ask: `${method} /static/photo.png`,
    fields: {},
    status: 405,
    answer: { allow: "GET, HEAD", etag: null, "cache-control": "no-store" },
  })),
  ...["POST", "DELETE"].map((method) => ({
    name: `${method} of nothing`,
    ask: `${method} /static/none.png`,
    fields: {},
    status: 404,
  })),
];

const places: readonly HttpCase[] = (
  [
    ["nothing there", "/static/none.png", 404],
    ["a name below a file", "/static/photo.png/x", 404],
    ["a file with a slash behind it", "/static/photo.png/", 404],
    ["a folder's index", "/static/docs/", 200],
    ["a folder's index by its name", "/static/docs/index.html", 200],
    ["a folder without an index", "/static/bare/", 403],
    ["a folder without an index and without a slash", "/static/bare", 403],
    ["the folder itself, without an index", "/static/", 403],
    ["a hidden file", "/static/.hidden", 404],
    ["a hidden file in disguise", "/static/%2ehidden", 404],
    ["a file in a hidden folder", "/static/.git/config", 404],
    ["what is well-known", "/static/.well-known/security.txt", 200],
    ["a name with a space", "/static/with%20space.txt", 200],
    ["a name beyond ASCII", "/static/gr%C3%BC%C3%9Fe.txt", 200],
    ["a name with a percent sign", "/static/100%25.txt", 200],
    ["a broken escape", "/static/100%.txt", 400],
    ["an escape that is no UTF-8", "/static/%ff.txt", 400],
    ["an encoded NUL", "/static/photo.png%00.txt", 400],
    ["an encoded slash", "/static/docs%2findex.html", 400],
    ["an encoded backslash", "/static/docs%5cindex.html", 400],
    ["an encoded newline", "/static/photo%0a.png", 400],
    ["a drive", "/static/c:/photo.png", 400],
    ["two slashes", "/static//photo.png", 400],
    ["a name encoded twice", "/static/%2570hoto.png", 404],
    ["a query that means nothing", "/static/photo.png?x=1", 200],
    ["a name without an extension", "/static/noextension", 200],
  ] as const
).map(([name, path, status]) => ({
  name: `the path of ${name}`,
  ask: `GET ${path}`,
  fields: {},
  status,
  body: status === 200 ? ("whole" as const) : undefined,
  answer:
    status === 200 ? { "cache-control": "no-cache" } : { etag: null, "cache-control": "no-store" },
}));

const redirects: readonly HttpCase[] = reads.map((method) => ({
  name: `${method} of a folder without its slash goes to the slash`,
  ask: `${method} /static/docs?a=b`,
  fields: {},
  status: 301,
  answer: { location: "/static/docs/?a=b", "cache-control": "no-cache" },
}));

const ifNoneMatch = conditions("If-None-Match", [
  ["of the tag", { "if-none-match": "{tag}" }, 304],
  ["of the tag as a weak one", { "if-none-match": "W/{tag}" }, 304],
  ["of a list with the tag", { "if-none-match": '"a", {tag} , W/"b"' }, 304],
  ["of a list with an empty item", { "if-none-match": ', "a",, {tag}' }, 304],
  ["of a list without the tag", { "if-none-match": '"a", W/"b"' }, 200],
  ["of a tag with a comma in it", { "if-none-match": '"a,{version}"' }, 200],
  ["of *", { "if-none-match": "*" }, 304],
  ["of another tag", { "if-none-match": '"other"' }, 200],
  ["of the tag without quotes", { "if-none-match": "{version}" }, 200],
  ["of the tag and rubbish", { "if-none-match": "{tag} rubbish" }, 200],
  ["of * in quotes", { "if-none-match": '"*"' }, 200],
  ["of the tag of a coding", { "if-none-match": '"{version}-gzip"' }, 200],
]);

const ifModifiedSince = conditions("If-Modified-Since", [
  ["of its date", { "if-modified-since": "{modified}" }, 304],
  ["of a later date", { "if-modified-since": "{later}" }, 304],
  ["of an earlier date", { "if-modified-since": "{earlier}" }, 200],
  [
    "of its date as RFC 850 wrote it",
    { "if-modified-since": "Monday, 06-May-24 07:08:09 GMT" },
    304,
  ],
  ["of its date as asctime writes it", { "if-modified-since": "Mon May  6 07:08:09 2024" }, 304],
  ["of a date far ahead", { "if-modified-since": "Fri, 31 Dec 2060 23:59:59 GMT" }, 304],
  ["of rubbish", { "if-modified-since": "yesterday" }, 200],
  ["of a day that does not exist", { "if-modified-since": "Mon, 31 Feb 2060 07:08:09 GMT" }, 200],
  ["of a date in another zone", { "if-modified-since": "Mon, 06 May 2024 07:08:09 CET" }, 200],
  ["and another tag", { "if-modified-since": "{later}", "if-none-match": '"other"' }, 200],
  [
    "that is too early, and the tag",
    { "if-modified-since": "{earlier}", "if-none-match": "{tag}" },
    304,
  ],
]);

const preconditions = [
  ...conditions("If-Match", [
    ["of the tag", { "if-match": "{tag}" }, 200],
    ["of the tag as a weak one", { "if-match": "W/{tag}" }, 412],
    ["of a list with the tag", { "if-match": '"a", {tag}' }, 200],
    ["of *", { "if-match": "*" }, 200],
    ["of another tag", { "if-match": '"other"' }, 412],
    ["of rubbish", { "if-match": "rubbish" }, 412],
    [
      "of the tag, and the same in If-None-Match",
      { "if-match": "{tag}", "if-none-match": "{tag}" },
      304,
    ],
    [
      "of another tag, and the tag in If-None-Match",
      { "if-match": '"o"', "if-none-match": "{tag}" },
      412,
    ],
    [
      "of the tag, and a date that would fail",
      { "if-match": "{tag}", "if-unmodified-since": "{earlier}" },
      200,
    ],
    [
      "of another tag, and a date that would do",
      { "if-match": '"o"', "if-unmodified-since": "{later}" },
      412,
    ],
  ]),
  ...conditions("If-Unmodified-Since", [
    ["of its date", { "if-unmodified-since": "{modified}" }, 200],
    ["of a later date", { "if-unmodified-since": "{later}" }, 200],
    ["of an earlier date", { "if-unmodified-since": "{earlier}" }, 412],
    ["of rubbish", { "if-unmodified-since": "rubbish" }, 200],
    [
      "of its date, and the tag in If-None-Match",
      { "if-unmodified-since": "{modified}", "if-none-match": "{tag}" },
      304,
    ],
  ]),
  {
    name: "a precondition about nothing",
    ask: "GET /static/none.png",
    fields: { "if-match": "*" },
    status: 404,
  },
];

const rangeRows: readonly (readonly [field: string, expected: ExpectedBody | 416])[] = [
  ["bytes=0-0", [0, 1]],
  ["bytes=0-99", [0, 100]],
  ["bytes=900-", [900, -1]],
  ["bytes=-100", [-100, -1]],
  ["bytes=0-", [0, -1]],
  ["bytes=10-999999999", [10, -1]],
  ["bytes=-999999999", [0, -1]],
  ["bytes=0-99999999999999999999999", [0, -1]],
  ["Bytes = 5-9", [5, 10]],
  ["bytes=5-9,", [5, 10]],
  ["bytes=5-9, 99999999-", [5, 10]],
  ["bytes=99999999-", 416],
  ["bytes=99999999999999999999999-", 416],
  ["bytes=-0", 416],
  ["bytes=99999999-,-0", 416],
  ["bytes=9-5", "whole"],
  ["bytes=a-b", "whole"],
  ["bytes=5", "whole"],
  ["bytes=-", "whole"],
  ["bytes=--5", "whole"],
  ["bytes=0x1-5", "whole"],
  ["bytes=1-5,a", "whole"],
  ["bytes=", "whole"],
  ["bytes", "whole"],
  ["items=0-5", "whole"],
  [
    "bytes=0-5, 10-15",
    [
      [0, 6],
      [10, 16],
    ],
  ],
  [
    "bytes=10-15, 0-5",
    [
      [10, 16],
      [0, 6],
    ],
  ],
  [
    "bytes=0-9,5-14",
    [
      [0, 10],
      [5, 15],
    ],
  ],
  [
    "bytes=0-5,-5",
    [
      [0, 6],
      [-5, -1],
    ],
  ],
  ["bytes=0-,0-", "whole"],
  ["bytes=0-,-1", "whole"],
  [`bytes=${"0-0,".repeat(16)}`, Array.from({ length: 16 }, () => [0, 1] as const)],
  [`bytes=${"0-0,".repeat(17)}`, "whole"],
  [`bytes=${"0-0,".repeat(5_000)}`, "whole"],
];

const ranges: readonly HttpCase[] = ["photo.png", "large.bin"].flatMap((file) =>
  rangeRows.map(([field, expected]) => ({
    name: `of ${file}, ${field.length > 40 ? `${field.slice(0, 20)}… (${field.length} letters)` : field}`,
    ask: `GET /static/${file}`,
    fields: { range: field },
    status: expected === 416 ? 416 : expected === "whole" ? 200 : 206,
    body: expected === 416 ? undefined : expected,
    answer:
      expected === 416
        ? { "content-range": "bytes */{size}", etag: null, "cache-control": "no-store" }
        : { etag: "{tag}", "accept-ranges": "bytes" },
  })),
);

const otherRanges: readonly HttpCase[] = [
  {
    name: "a range in HEAD is not looked at",
    ask: "HEAD /static/photo.png",
    fields: { range: "bytes=0-5" },
    status: 200,
    body: "none",
    answer: { "content-length": "1000", "content-range": null },
  },
  {
    name: "a range of an empty file",
    ask: "GET /static/empty.txt",
    fields: { range: "bytes=0-" },
    status: 416,
    answer: { "content-range": "bytes */0" },
  },
  {
    name: "the last bytes of an empty file",
    ask: "GET /static/empty.txt",
    fields: { range: "bytes=-5" },
    status: 416,
  },
  {
    name: "a range of nothing",
    ask: "GET /static/none.png",
    fields: { range: "bytes=0-5" },
    status: 404,
  },
  {
    name: "a range of what the client has",
    ask: "GET /static/photo.png",
    fields: { range: "bytes=0-5", "if-none-match": "{tag}" },
    status: 304,
    body: "none",
  },
  {
    name: "a range beyond the end of what the client has",
    ask: "GET /static/photo.png",
    fields: { range: "bytes=5000-", "if-none-match": "{tag}" },
    status: 304,
    body: "none",
  },
  {
    name: "a range of what must not have changed and has",
    ask: "GET /static/photo.png",
    fields: { range: "bytes=0-5", "if-match": '"other"' },
    status: 412,
  },
  ...(
    [
      ["of the tag", "{tag}", [0, 6]],
      ["of the tag as a weak one", "W/{tag}", "whole"],
      ["of another tag", '"other"', "whole"],
      ["of two tags", '{tag}, "other"', "whole"],
      ["of its date", "{modified}", [0, 6]],
      ["of an earlier date", "{earlier}", "whole"],
      ["of a later date", "{later}", "whole"],
      ["of rubbish", "rubbish", "whole"],
    ] as const
  ).map(([what, ifRange, body]) => ({
    name: `If-Range ${what}`,
    ask: "GET /static/photo.png",
    fields: { range: "bytes=0-5", "if-range": ifRange },
    status: body === "whole" ? 200 : 206,
    body,
  })),
  {
    name: "If-Range without a Range",
    ask: "GET /static/photo.png",
    fields: { "if-range": '"other"' },
    status: 200,
    body: "whole",
  },
  {
    name: "If-Range of another tag and a range beyond the end",
    ask: "GET /static/photo.png",
    fields: { range: "bytes=5000-", "if-range": '"other"' },
    status: 200,
    body: "whole",
  },
];

const codingRows: readonly (readonly [
  field: string | undefined,
  coding: "identity" | "br" | "zstd" | "gzip" | 406,
])[] = [
  [undefined, "identity"],
  ["", "identity"],
  ["gzip", "gzip"],
  ["x-gzip", "gzip"],
  ["GZIP", "gzip"],
  ["br", "br"],
  ["zstd", "zstd"],
  ["deflate", "identity"],
  ["gzip, deflate, br, zstd", "br"],
  ["gzip;q=1, br;q=0.5", "gzip"],
  ["gzip;q=0.2, zstd;q=0.9, br;q=0.1", "zstd"],
  ["gzip;q=0", "identity"],
  ["gzip;q=0.0, br;q=0.000", "identity"],
  ["gzip;q=0, *", "br"],
  ["*", "br"],
  ["*;q=0", 406],
  ["*;q=0, gzip", "gzip"],
  ["*;q=0, identity", "identity"],
  ["identity", "identity"],
  ["identity;q=0", 406],
  ["identity;q=0, gzip", "gzip"],
  ["identity;q=1, gzip;q=0.5", "identity"],
  ["identity;q=0.5, gzip;q=1", "gzip"],
  ["gzip;q=2", "identity"],
  ["gzip;q=high", "identity"],
  ["gzip ; q=0.5 , br;q=0.1", "gzip"],
  ["gzip;q=0.5;x=y", "identity"],
  ["gzipped", "identity"],
  ["rubbish;;, gzip", "gzip"],
];

const codings: readonly HttpCase[] = codingRows.flatMap(([field, coding]) =>
  reads.map((method) => ({
    name: `${method} with ${field === undefined ? "no Accept-Encoding" : `Accept-Encoding "${field}"`}`,
    ask: `${method} /static/page.html`,
    fields: field === undefined ? {} : { "accept-encoding": field },
    status: coding === 406 ? 406 : 200,
    body:
      coding === 406
        ? undefined
        : method === "HEAD"
          ? ("none" as const)
          : coding === "identity"
            ? ("whole" as const)
            : coding,
    answer: codedAnswer(coding),
  })),
);

function codedAnswer(coding: "identity" | "br" | "zstd" | "gzip" | 406): Answer {
  if (coding === 406) return { "content-encoding": null, etag: null };
  if (coding === "identity") {
    return {
      "content-encoding": null,
      vary: "accept-encoding",
      etag: "{tag}",
      "accept-ranges": "bytes",
    };
  }
  const etag = `"{version}-${coding}"`;
  return { "content-encoding": coding, vary: "accept-encoding", etag, "accept-ranges": null };
}

const otherCodings: readonly HttpCase[] = [
  {
    name: "a sibling of other content is not served",
    ask: "GET /static/old.css",
    fields: { "accept-encoding": "gzip" },
    status: 200,
    body: "whole",
    answer: { "content-encoding": null, vary: "accept-encoding" },
  },
  {
    name: "a sibling that ends too early is not served",
    ask: "GET /static/torn.js",
    fields: { "accept-encoding": "gzip" },
    status: 200,
    body: "whole",
    answer: { "content-encoding": null },
  },
  {
    name: "a sibling that would grow beyond the file is not served",
    ask: "GET /static/bomb.js",
    fields: { "accept-encoding": "gzip" },
    status: 200,
    body: "whole",
    answer: { "content-encoding": null },
  },
  {
    name: "a sibling of a file that is streamed",
    ask: "GET /static/large.js",
    fields: { "accept-encoding": "gzip" },
    status: 200,
    body: "gzip",
    answer: { "content-encoding": "gzip" },
  },
  {
    name: "what is compressed already has one form",
    ask: "GET /static/photo.png",
    fields: { "accept-encoding": "gzip, br" },
    status: 200,
    body: "whole",
    answer: { "content-encoding": null, vary: null },
  },
  {
    name: "what is compressed already, for a client that refuses it as it is",
    ask: "GET /static/photo.png",
    fields: { "accept-encoding": "identity;q=0" },
    status: 406,
  },
  {
    name: "an archive by its own name is no coding",
    ask: "GET /static/archive.tar.gz",
    fields: { "accept-encoding": "gzip" },
    status: 200,
    body: "whole",
    answer: { "content-type": "application/gzip", "content-encoding": null },
  },
  {
    name: "a sibling by its own name is no coding",
    ask: "GET /static/page.html.gz",
    fields: { "accept-encoding": "gzip" },
    status: 200,
    body: "whole",
    answer: { "content-type": "application/gzip", "content-encoding": null },
  },
  {
    name: "a range is of the file itself, whatever is accepted",
    ask: "GET /static/page.html",
    fields: { "accept-encoding": "gzip", range: "bytes=0-9" },
    status: 206,
    body: [0, 10],
    answer: { "content-encoding": null, vary: "accept-encoding", etag: "{tag}" },
  },
  {
    name: "a range for a client that has the compressed form gets the whole, compressed",
    ask: "GET /static/page.html",
    fields: { "accept-encoding": "gzip", range: "bytes=0-9", "if-range": '"{version}-gzip"' },
    status: 200,
    body: "gzip",
    answer: { "content-encoding": "gzip" },
  },
  {
    name: "a malformed range does not cost the coding",
    ask: "GET /static/page.html",
    fields: { "accept-encoding": "gzip", range: "bytes=9-0" },
    status: 200,
    body: "gzip",
  },
  ...(["br", "zstd", "gzip"] as const).map((coding) => ({
    name: `who has the ${coding} form and would get it again`,
    ask: "GET /static/page.html",
    fields: { "accept-encoding": coding, "if-none-match": `"{version}-${coding}"` },
    status: 304,
    body: "none" as const,
    answer: { etag: `"{version}-${coding}"`, vary: "accept-encoding", "content-encoding": null },
  })),
  {
    name: "who has the gzip form and would get br",
    ask: "GET /static/page.html",
    fields: { "accept-encoding": "br", "if-none-match": '"{version}-gzip"' },
    status: 200,
    body: "br",
  },
  {
    name: "who has the gzip form and accepts it no more",
    ask: "GET /static/page.html",
    fields: { "if-none-match": '"{version}-gzip"' },
    status: 200,
    body: "whole",
  },
];

const versions: readonly HttpCase[] = (
  [
    ["no version", "/static/photo.png", false],
    ["its version", "/static/photo.png?v={version}", true],
    ["its version behind other words", "/static/photo.png?a=b&v={version}&c", true],
    ["another version", "/static/photo.png?v=AAAAAAAAAAAAAAAA", false],
    ["an empty version", "/static/photo.png?v=", false],
    ["the begin of its version", "/static/photo.png?v=A", false],
    ["a version under another name", "/static/photo.png?ver={version}", false],
    [
      "its version second to another one",
      "/static/photo.png?v=AAAAAAAAAAAAAAAA&v={version}",
      false,
    ],
    ["its version in the path", "/static/_v/{version}/photo.png", true],
    ["another version in the path", "/static/_v/AAAAAAAAAAAAAAAA/photo.png", false],
    [
      "another version in the path and its version in the query",
      "/static/_v/AAAAAAAAAAAAAAAA/photo.png?v={version}",
      false,
    ],
    ["the site's release in the path", "/static/_1.2.3/photo.png", true],
    ["another release in the path", "/static/_1.2.4/photo.png", false],
  ] as const
).flatMap(([name, path, isPinned]) =>
  reads.map((method) => ({
    name: `${method} with ${name}`,
    ask: `${method} ${path}`,
    fields: {},
    status: 200,
    body: bodyOf(method),
    answer: { "cache-control": isPinned ? pinned : "no-cache", etag: "{tag}", expires: null },
  })),
);

const otherVersions: readonly HttpCase[] = [
  {
    name: "a release that is none is a name",
    ask: "GET /static/_1.2/photo.png",
    fields: {},
    status: 404,
    answer: { "cache-control": "no-store" },
  },
  {
    name: "a version of nothing is not kept",
    ask: "GET /static/none.png?v=AAAAAAAAAAAAAAAA",
    fields: {},
    status: 404,
    answer: { "cache-control": "no-store" },
  },
  {
    name: "dots behind a version lead nowhere",
    ask: "GET /static/_v/AAAAAAAAAAAAAAAA/%2e%2e%2fphoto.png",
    fields: {},
    status: 400,
  },
  {
    name: "a large file with its version",
    ask: "GET /static/large.bin?v={hash}",
    fields: {},
    status: 200,
    body: "whole",
    answer: { "cache-control": pinned },
  },
  {
    name: "a large file with another version",
    ask: "GET /static/large.bin?v=AAAAAAAAAAAAAAAA",
    fields: {},
    status: 200,
    body: "whole",
    answer: { "cache-control": "no-cache" },
  },
  {
    name: "a range of a large file with its version",
    ask: "GET /static/large.bin?v={hash}",
    fields: { range: "bytes=0-9" },
    status: 206,
    body: [0, 10],
    answer: { "cache-control": pinned },
  },
  {
    name: "a compressed file with its version",
    ask: "GET /static/page.html?v={version}",
    fields: { "accept-encoding": "br" },
    status: 200,
    body: "br",
    answer: { "cache-control": pinned, vary: "accept-encoding" },
  },
  {
    name: "the version and the tag",
    ask: "GET /static/photo.png?v={version}",
    fields: { "if-none-match": "{tag}" },
    status: 304,
    body: "none",
    answer: { "cache-control": pinned },
  },
  {
    name: "another version and the tag",
    ask: "GET /static/photo.png?v=AAAAAAAAAAAAAAAA",
    fields: { "if-none-match": "{tag}" },
    status: 304,
    body: "none",
    answer: { "cache-control": "no-cache" },
  },
  {
    name: "the version and the date, which does not prove what the client has",
    ask: "GET /static/photo.png?v={version}",
    fields: { "if-modified-since": "{modified}" },
    status: 304,
    body: "none",
    answer: { "cache-control": "no-cache" },
  },
  {
    name: "the version and any tag, which does not prove what the client has",
    ask: "GET /static/photo.png?v={version}",
    fields: { "if-none-match": "*" },
    status: 304,
    body: "none",
    answer: { "cache-control": "no-cache" },
  },
];

/** Every case, by family. */
export const httpCases: Readonly<Record<Family, readonly HttpCase[]>> = {
  places: [...methods, ...places, ...redirects],
  conditions: [...ifNoneMatch, ...ifModifiedSince, ...preconditions],
  ranges: [...ranges, ...otherRanges],
  codings: [...codings, ...otherCodings],
  versions: [...versions, ...otherVersions],
};

/** What cases are about. */
export type Family = "places" | "conditions" | "ranges" | "codings" | "versions";
