/** Where the bytes of every frame lie, in bytes from the start of the file. */
export type FrameIndex = {
  readonly count: number;
  /** First byte of the frame: of its pixels when native, of its first item's header when encapsulated. */
  start(frame: number): number;
  end(frame: number): number;
};
