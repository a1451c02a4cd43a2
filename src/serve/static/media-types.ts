/** What a file holds, by the end of its name (IANA's registry of media types; text is UTF-8). */

const text = "; charset=utf-8";

/** One row per type: its name, and the ends of names that have it. */
const table: readonly (readonly [type: string, extensions: string])[] = [
  [`text/html${text}`, "html htm shtml"],
  [`text/css${text}`, "css"],
  [`text/javascript${text}`, "js mjs cjs"],
  [`text/plain${text}`, "txt text log conf ini"],
  [`text/markdown${text}`, "md markdown"],
  [`text/csv${text}`, "csv"],
  [`text/tab-separated-values${text}`, "tsv"],
  [`text/calendar${text}`, "ics"],
  [`text/vcard${text}`, "vcf"],
  [`text/vtt${text}`, "vtt"],
  [`text/xml${text}`, "xml xsl xsd"],
  ["application/json", "json map"],
  ["application/ld+json", "jsonld"],
  ["application/geo+json", "geojson"],
  ["application/manifest+json", "webmanifest"],
  ["application/yaml", "yaml yml"],
  ["application/toml", "toml"],
  ["application/atom+xml", "atom"],
  ["application/rss+xml", "rss"],
  ["application/xhtml+xml", "xhtml xht"],
  ["application/wasm", "wasm"],
  ["application/pdf", "pdf"],
  ["application/rtf", "rtf"],
  ["application/epub+zip", "epub"],
  ["application/zip", "zip"],
  ["application/gzip", "gz tgz"],
  ["application/zstd", "zst"],
  ["application/x-bzip2", "bz2"],
  ["application/x-tar", "tar"],
  ["application/x-7z-compressed", "7z"],
  ["application/vnd.rar", "rar"],
  ["application/java-archive", "jar"],
  ["application/sql", "sql"],
  ["application/msword", "doc"],
  ["application/vnd.ms-excel", "xls"],
  ["application/vnd.ms-powerpoint", "ppt"],
  ["application/vnd.openxmlformats-officedocument.wordprocessingml.document", "docx"],
  ["application/vnd.openxmlformats-officedocument.spreadsheetml.sheet", "xlsx"],
  ["application/vnd.openxmlformats-officedocument.presentationml.presentation", "pptx"],
  ["application/vnd.oasis.opendocument.text", "odt"],
  ["application/vnd.oasis.opendocument.spreadsheet", "ods"],
  ["application/vnd.oasis.opendocument.presentation", "odp"],
  ["application/vnd.ms-fontobject", "eot"],
  ["application/vnd.apple.mpegurl", "m3u8"],
  ["application/dash+xml", "mpd"],
  ["image/svg+xml", "svg"],
  ["image/png", "png"],
  ["image/apng", "apng"],
  ["image/jpeg", "jpg jpeg jpe"],
  ["image/gif", "gif"],
  ["image/webp", "webp"],
  ["image/avif", "avif"],
  ["image/heic", "heic"],
  ["image/jxl", "jxl"],
  ["image/bmp", "bmp"],
  ["image/tiff", "tif tiff"],
  ["image/vnd.microsoft.icon", "ico"],
  ["font/woff2", "woff2"],
  ["font/woff", "woff"],
  ["font/ttf", "ttf"],
  ["font/otf", "otf"],
  ["audio/mpeg", "mp3"],
  ["audio/mp4", "m4a"],
  ["audio/aac", "aac"],
  ["audio/ogg", "ogg oga opus"],
  ["audio/flac", "flac"],
  ["audio/vnd.wave", "wav"],
  ["audio/midi", "mid midi"],
  ["video/mp4", "mp4 m4v"],
  ["video/mpeg", "mpeg mpg"],
  ["video/webm", "webm"],
  ["video/ogg", "ogv"],
  ["video/quicktime", "mov"],
  ["video/mp2t", "ts"],
  ["video/x-matroska", "mkv"],
  ["model/gltf-binary", "glb"],
  ["model/gltf+json", "gltf"],
];

const types: ReadonlyMap<string, string> = new Map(
  table.flatMap(([type, extensions]) =>
    extensions.split(" ").map((extension) => [extension, type] as const),
  ),
);

/** Types of which a compressed sibling may be smaller. */
const compressible =
  /^text\/|[/+](?:json|xml|yaml|javascript)\b|^application\/(?:wasm|toml|sql|rtf|pdf|vnd\.ms-fontobject|vnd\.apple\.mpegurl|x-tar)|^image\/(?:bmp|vnd\.microsoft\.icon)|^font\/(?:ttf|otf)|^model\/gltf-binary/;

/** The Content-Type of a file; `own` are an app's types by extension without the dot, which come first. */
export function toMediaType(name: string, own: Readonly<Record<string, string>> = {}): string {
  const extension = name.slice(name.lastIndexOf(".") + 1).toLowerCase();
  const given = Object.hasOwn(own, extension) ? own[extension] : undefined;
  return given ?? types.get(extension) ?? "application/octet-stream";
}

/** Whether compressed siblings of a file of this type are looked for. */
export function isCompressible(type: string): boolean {
  return compressible.test(type);
}
