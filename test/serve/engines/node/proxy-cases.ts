/** The table of proxy cases: what a request carries, and what is believed when its peer is trusted. */

/** What is believed; what is absent stays as the connection has it. */
export interface Believed {
  readonly client?: string;
  readonly port?: number;
  readonly scheme?: "https";
  readonly host?: string;
}

/** One row: kind of case, header lines, belief. */
export type ProxyCase = readonly [what: string, lines: readonly string[], believed: Believed];

/** Trusted beside the peer itself: `PROXY` stands behind another proxy of ours. */
export const ours: readonly string[] = ["192.0.2.0/24", "2001:db8:ffff::/48"];

/** Every header by its name. */
export const cases: Readonly<Record<string, readonly ProxyCase[]>> = {
  "X-Forwarded-For": [
    ["absent", [], {}],
    ["right", ["X-Forwarded-For: 4.4.4.4"], { client: "4.4.4.4" }],
    ["right, in another case", ["x-FORWARDED-for:4.4.4.4"], { client: "4.4.4.4" }],
    [
      "spoofed before the proxy's item",
      ["X-Forwarded-For: 127.0.0.1, 4.4.4.4"],
      { client: "4.4.4.4" },
    ],
    ["spoofed as one of ours", ["X-Forwarded-For: 192.0.2.1, 4.4.4.4"], { client: "4.4.4.4" }],
    ["spoofed with rubbish", ['X-Forwarded-For: ", \\ ;,4.4.4.4'], { client: "4.4.4.4" }],
    [
      "through two of ours",
      ["X-Forwarded-For: 5.5.5.5, 4.4.4.4,192.0.2.9 , 192.0.2.1"],
      { client: "4.4.4.4" },
    ],
    ["all ours", ["X-Forwarded-For: 192.0.2.7, 192.0.2.8"], { client: "192.0.2.7" }],
    ["doubled", ["X-Forwarded-For: 5.5.5.5", "X-Forwarded-For: 4.4.4.4"], { client: "4.4.4.4" }],
    [
      "doubled, ours last",
      ["X-Forwarded-For: 5.5.5.5, 4.4.4.4", "X-Forwarded-For: 192.0.2.1"],
      { client: "4.4.4.4" },
    ],
    ["with a port", ["X-Forwarded-For: 4.4.4.4:5678"], { client: "4.4.4.4", port: 5678 }],
    ["malformed", ["X-Forwarded-For: 4.4.4.4<script>"], {}],
    ["malformed behind one of ours", ["X-Forwarded-For: 4.4.4.4, a.test, 192.0.2.1"], {}],
    ["a name", ["X-Forwarded-For: localhost"], {}],
    ["unknown", ["X-Forwarded-For: unknown"], {}],
    ["empty", ["X-Forwarded-For:"], {}],
    ["an empty item last", ["X-Forwarded-For: 4.4.4.4,"], {}],
    ["separated by blanks", ["X-Forwarded-For: 4.4.4.4 5.5.5.5"], {}],
    ["an impossible port", ["X-Forwarded-For: 4.4.4.4:99999"], {}],
    ["unix", ["X-Forwarded-For: unix"], {}],
    ["unix before", ["X-Forwarded-For: unix:, 4.4.4.4"], { client: "4.4.4.4" }],
    ["IPv6", ["X-Forwarded-For: 2001:DB8::0:1"], { client: "2001:db8::1" }],
    ["IPv6 in brackets", ["X-Forwarded-For: [2001:db8::1]"], { client: "2001:db8::1" }],
    [
      "IPv6 with a port",
      ["X-Forwarded-For: [2001:db8::1]:123"],
      { client: "2001:db8::1", port: 123 },
    ],
    [
      "IPv6 through ours",
      ["X-Forwarded-For: 2001:db8::1, 2001:db8:ffff::2"],
      { client: "2001:db8::1" },
    ],
    ["IPv4-mapped", ["X-Forwarded-For: ::ffff:4.4.4.4"], { client: "4.4.4.4" }],
    ["ours, IPv4-mapped", ["X-Forwarded-For: 4.4.4.4, ::ffff:c000:201"], { client: "4.4.4.4" }],
    ["IPv6 with a zone", ["X-Forwarded-For: fe80::1%eth0"], {}],
  ],
  "X-Real-IP": [
    ["right", ["X-Real-IP: 4.4.4.4"], { client: "4.4.4.4" }],
    [
      "replaces the list",
      ["X-Forwarded-For: 5.5.5.5", "X-Real-IP: 4.4.4.4"],
      { client: "4.4.4.4" },
    ],
    ["malformed", ["X-Real-IP: 4.4.4.4<script>"], {}],
    ["malformed, no second try", ["X-Forwarded-For: 5.5.5.5", "X-Real-IP: a.test"], {}],
    ["spoofed as a list", ["X-Real-IP: 5.5.5.5, 4.4.4.4"], {}],
    ["doubled", ["X-Real-IP: 5.5.5.5", "X-Real-IP: 4.4.4.4"], {}],
    ["with a port", ["X-Real-IP: 4.4.4.4:80"], { client: "4.4.4.4", port: 80 }],
    ["IPv6", ["X-Real-IP: 2001:db8::1"], { client: "2001:db8::1" }],
    ["unix", ["X-Real-IP: unix:"], {}],
  ],
  "X-Forwarded-Proto": [
    ["right", ["X-Forwarded-Proto: https"], { scheme: "https" }],
    ["the same as ours", ["X-Forwarded-Proto: http"], {}],
    ["spoofed before the proxy's item", ["X-Forwarded-Proto: https , http"], {}],
    ["two items", ["X-Forwarded-Proto: http,https"], { scheme: "https" }],
    ["doubled", ["X-Forwarded-Proto: http", "X-Forwarded-Proto: https"], { scheme: "https" }],
    ["malformed", ["X-Forwarded-Proto: https://"], {}],
    ["in upper case", ["X-Forwarded-Proto: HTTPS"], {}],
    ["unknown", ["X-Forwarded-Proto: unknown"], {}],
    ["wss", ["X-Forwarded-Proto: wss"], {}],
    ["empty", ["X-Forwarded-Proto:"], {}],
    [
      "an item for each hop: the client's counts",
      ["X-Forwarded-For: 4.4.4.4, 192.0.2.1", "X-Forwarded-Proto: https, http"],
      { client: "4.4.4.4", scheme: "https" },
    ],
    [
      "an item for each hop, the first ones spoofed",
      ["X-Forwarded-For: 5.5.5.5, 4.4.4.4, 192.0.2.1", "X-Forwarded-Proto: http, https, http"],
      { client: "4.4.4.4", scheme: "https" },
    ],
    [
      "one item for several hops",
      ["X-Forwarded-For: 4.4.4.4, 192.0.2.1", "X-Forwarded-Proto: https"],
      { client: "4.4.4.4", scheme: "https" },
    ],
    [
      "more items than hops: the last counts",
      ["X-Forwarded-For: 4.4.4.4", "X-Forwarded-Proto: https, http"],
      { client: "4.4.4.4" },
    ],
  ],
  "X-Scheme": [
    ["right", ["X-Scheme: https"], { scheme: "https" }],
    [
      "before X-Forwarded-Proto",
      ["X-Forwarded-Proto: http", "X-Scheme: https"],
      { scheme: "https" },
    ],
    ["malformed, no second try", ["X-Forwarded-Proto: https", "X-Scheme: gopher"], {}],
    ["spoofed", ["X-Scheme: https, http"], {}],
    ["doubled", ["X-Scheme: http", "X-Scheme: https"], { scheme: "https" }],
    ["malformed", ["X-Scheme: https;"], {}],
  ],
  "X-Forwarded-Host": [
    ["right", ["X-Forwarded-Host: www.test"], { host: "www.test" }],
    ["with a port", ["X-Forwarded-Host: www.test:8443"], { host: "www.test:8443" }],
    [
      "spoofed before the proxy's item",
      ["X-Forwarded-Host: evil.test, www.test"],
      { host: "www.test" },
    ],
    [
      "doubled",
      ["X-Forwarded-Host: evil.test", "X-Forwarded-Host: www.test"],
      { host: "www.test" },
    ],
    [
      "an item for each hop: the client's counts",
      ["X-Forwarded-For: 4.4.4.4, 192.0.2.1", "X-Forwarded-Host: www.test, inner.test"],
      { client: "4.4.4.4", host: "www.test" },
    ],
    ["IPv6", ["X-Forwarded-Host: [2001:db8::1]:81"], { host: "[2001:db8::1]:81" }],
    ["IPv6 without brackets", ["X-Forwarded-Host: 2001:db8::1"], {}],
    ["with credentials", ["X-Forwarded-Host: www.test@evil.test"], {}],
    ["with a path", ["X-Forwarded-Host: evil.test/x"], {}],
    ["with a query", ["X-Forwarded-Host: evil.test?x"], {}],
    ["with a fragment", ["X-Forwarded-Host: evil.test#x"], {}],
    ["with a backslash", ["X-Forwarded-Host: evil.test\\x"], {}],
    ["with a blank", ["X-Forwarded-Host: evil test"], {}],
    ["percent-encoded", ["X-Forwarded-Host: evil%2etest"], {}],
    ["an impossible port", ["X-Forwarded-Host: evil.test:99999"], {}],
    ["a port that is none", ["X-Forwarded-Host: evil.test:"], {}],
    ["an impossible IPv4", ["X-Forwarded-Host: 1.2.3.999"], {}],
    ["an impossible IPv6", ["X-Forwarded-Host: [::g]"], {}],
    ["empty", ["X-Forwarded-Host:"], {}],
    ["unix", ["X-Forwarded-Host: unix:/run/a.sock"], {}],
  ],
  Forwarded: [
    ["right", ["Forwarded: for=4.4.4.4"], { client: "4.4.4.4" }],
    [
      "everything",
      ['Forwarded: for="4.4.4.4:80";by=_us;proto=https;host="www.test:8443"'],
      { client: "4.4.4.4", port: 80, scheme: "https", host: "www.test:8443" },
    ],
    [
      "names in any case",
      ["Forwarded: FOR=4.4.4.4;Proto=HTTPS"],
      { client: "4.4.4.4", scheme: "https" },
    ],
    [
      "spoofed before the proxy's element",
      ["Forwarded: for=127.0.0.1;proto=https;host=evil.test, for=4.4.4.4;host=www.test"],
      { client: "4.4.4.4", host: "www.test" },
    ],
    [
      "through ours: the client's element counts",
      [
        "Forwarded: for=5.5.5.5;host=evil.test, for=4.4.4.4;proto=https, for=192.0.2.1;proto=http;host=inner.test",
      ],
      { client: "4.4.4.4", scheme: "https" },
    ],
    [
      "all ours",
      ["Forwarded: for=192.0.2.7;proto=https, for=192.0.2.8"],
      { client: "192.0.2.7", scheme: "https" },
    ],
    ["doubled", ["Forwarded: for=5.5.5.5", "Forwarded: for=4.4.4.4"], { client: "4.4.4.4" }],
    [
      "a malformed line before the proxy's",
      ['Forwarded: for="', "Forwarded: for=4.4.4.4"],
      { client: "4.4.4.4" },
    ],
    [
      "a malformed line behind ours",
      ['Forwarded: for="', "Forwarded: for=192.0.2.1;proto=https"],
      {},
    ],
    ["malformed in part", ["Forwarded: for=4.4.4.4;proto=https, x"], {}],
    ["a parameter twice", ["Forwarded: for=5.5.5.5;for=4.4.4.4"], {}],
    ["an open quotation", ['Forwarded: for="4.4.4.4'], {}],
    ["empty", ["Forwarded:"], {}],
    ["obfuscated", ["Forwarded: for=_hidden;proto=https"], { scheme: "https" }],
    ["obfuscated behind ours", ["Forwarded: for=5.5.5.5, for=_hidden, for=192.0.2.1"], {}],
    ["unknown", ["Forwarded: for=unknown;host=www.test"], { host: "www.test" }],
    [
      "no for",
      ["Forwarded: for=5.5.5.5, proto=https;host=www.test"],
      { scheme: "https", host: "www.test" },
    ],
    ["an obfuscated port", ['Forwarded: for="4.4.4.4:_p"'], { client: "4.4.4.4" }],
    ["IPv6", ['Forwarded: for="[2001:db8::1]:4711"'], { client: "2001:db8::1", port: 4711 }],
    [
      "IPv6 through ours",
      ['Forwarded: for="[2001:db8::1]", for="[2001:db8:ffff::1]"'],
      { client: "2001:db8::1" },
    ],
    ["IPv6 without brackets", ['Forwarded: for="2001:db8::1"'], {}],
    ["a hostile host", ['Forwarded: for=4.4.4.4;host="evil.test/x"'], { client: "4.4.4.4" }],
    ["a foreign scheme", ["Forwarded: for=4.4.4.4;proto=javascript"], { client: "4.4.4.4" }],
    ["unix", ["Forwarded: for=unix"], {}],
    [
      "beside X-Forwarded-For, which wins",
      ["Forwarded: for=5.5.5.5", "X-Forwarded-For: 4.4.4.4"],
      { client: "4.4.4.4" },
    ],
    [
      "beside X-Forwarded-For, which wins whole",
      ["Forwarded: for=5.5.5.5;proto=https;host=evil.test", "X-Forwarded-For: 4.4.4.4"],
      { client: "4.4.4.4" },
    ],
    [
      "beside a malformed X-Forwarded-For, no second try",
      ["Forwarded: for=5.5.5.5", "X-Forwarded-For: x"],
      {},
    ],
  ],
  "fields that nobody believes": [
    ["a port", ["X-Forwarded-Port: 81"], {}],
    ["a prefix", ["X-Forwarded-Prefix: /evil"], {}],
    [
      "a client",
      ["X-Client-IP: 5.5.5.5", "True-Client-IP: 5.5.5.5", "CF-Connecting-IP: 5.5.5.5"],
      {},
    ],
    ["TLS", ["X-Forwarded-Ssl: on", "Front-End-Https: on", "HTTPS: on"], {}],
    ["a path", ["X-Original-URL: /evil", "X-Rewrite-URL: /evil"], {}],
  ],
};
