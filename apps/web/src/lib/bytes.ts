const MEBIBYTE = 1024 * 1024;

/** A size for people: "640 KB", "3.4 MB". Powers of 1024, as file managers count. */
export function formatBytes(bytes: number): string {
  if (bytes < 1024) return `${bytes} B`;
  if (bytes < MEBIBYTE) return `${Math.round(bytes / 1024)} KB`;
  const megabytes = bytes / MEBIBYTE;
  return `${megabytes < 10 ? megabytes.toFixed(1).replace('.0', '') : Math.round(megabytes)} MB`;
}
