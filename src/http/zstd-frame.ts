/** Where a zstd frame ends (RFC 8878 §3.1.1): Node 22 takes one that breaks off for a whole one. */

/** Follows the bytes of one frame. */
export class ZstdFrame {
  /** Of a header: the frame's first five bytes, or three of each block. */
  #header: number[] = [];
  #wanted = 5;
  /** Bytes to pass over before the next header. */
  #left = 0;
  #hasChecksum = false;
  #isLastBlock = false;

  /** Everything up to the end of the last block, and its checksum, has come. */
  get isWhole(): boolean {
    return this.#isLastBlock && this.#left === 0;
  }

  /** Takes the next bytes; what follows the end is none of its business. */
  read(piece: Uint8Array): void {
    for (let at = 0; at < piece.byteLength && !this.isWhole;) {
      const passed = Math.min(this.#left, piece.byteLength - at);
      this.#left -= passed;
      at += passed;
      if (passed === 0) this.#add(piece[at++] as number);
    }
  }

  #add(byte: number): void {
    this.#header.push(byte);
    if (this.#header.length < this.#wanted) return;
    if (this.#wanted === 5) this.#begin(this.#header[4] as number);
    else this.#beginBlock(this.#header as [number, number, number]);
    this.#header = [];
    this.#wanted = 3;
  }

  /** The frame's descriptor says which fields follow it. */
  #begin(descriptor: number): void {
    const isSingle = (descriptor & 0x20) !== 0;
    const dictionary = [0, 1, 2, 4][descriptor & 3] as number;
    const size = [isSingle ? 1 : 0, 2, 4, 8][descriptor >> 6] as number;
    this.#hasChecksum = (descriptor & 4) !== 0;
    this.#left = (isSingle ? 0 : 1) + dictionary + size;
  }

  /** A block that repeats one byte has only that, whatever its size. */
  #beginBlock([low, middle, high]: readonly [number, number, number]): void {
    const header = low | (middle << 8) | (high << 16);
    const isRepeated = ((header >> 1) & 3) === 1;
    this.#isLastBlock = (header & 1) === 1;
    const checksum = this.#isLastBlock && this.#hasChecksum ? 4 : 0;
    this.#left = (isRepeated ? 1 : header >> 3) + checksum;
  }
}
