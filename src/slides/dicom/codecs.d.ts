// The parts of the Cornerstone codecs that Tessera uses; the packages bring no types.

declare module '@cornerstonejs/codec-openjpeg/decodewasmjs' {
  export type J2KDecoder = {
    /** Memory of the decoder for the packed bytes; valid until the next call. */
    getEncodedBuffer(length: number): Uint8Array;
    /** Logs and leaves an empty result where it fails. */
    decode(): void;
    /** Interleaved pixels in the decoder's memory; copy them before the next call. */
    getDecodedBuffer(): Uint8Array;
    delete(): void;
  };
  export type OpenJpegModule = { readonly J2KDecoder: new () => J2KDecoder };
  export type ConsoleOptions = { print(text: string): void; printErr(text: string): void };
  export default function createOpenJpeg(options: ConsoleOptions): Promise<OpenJpegModule>;
}

declare module '@cornerstonejs/codec-charls/decodewasmjs' {
  export type JpegLSDecoder = {
    getEncodedBuffer(length: number): Uint8Array;
    /** Throws a number (an address) where it fails. */
    decode(): void;
    getDecodedBuffer(): Uint8Array;
    /** 0: plane after plane; 1: by line; 2: by sample. */
    getInterleaveMode(): number;
    delete(): void;
  };
  export type CharlsModule = { readonly JpegLSDecoder: new () => JpegLSDecoder };
  export type ConsoleOptions = { print(text: string): void; printErr(text: string): void };
  export default function createCharls(options: ConsoleOptions): Promise<CharlsModule>;
}
