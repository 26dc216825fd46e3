/** A photo to send: its bytes may be read from disk only when they are needed. */
export interface Photo {
  fileName: string;
  contentType: string;
  byteSize: number;
  bytes(): Promise<Uint8Array<ArrayBuffer>>;
}

/** Where photos to send come from. */
export interface PhotoSource {
  /** Some photo. A `serial` gives the same photo again; other serials give other bytes if they can. */
  pick(serial: number): Photo;
  /** For people: "24 generated photos, 5 KiB to 7 MiB". */
  readonly description: string;
}
