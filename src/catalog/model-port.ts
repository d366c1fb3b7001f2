import type { ModelVersion } from '../domain/models.js';

export type KeptModel = ModelVersion & {
  /** ms since 1970. */
  readonly since: number;
  readonly serving: boolean;
};

/** Which models the archive keeps vectors of, and which one of them serves: answers, and is never dropped. */
export interface ModelStore {
  /** Models whose spaces every archived slide enters, the serving one first. */
  kept(): Promise<readonly KeptModel[]>;
  /**
   * The model that serves; undefined while nothing is archived. The first call that finds vectors settles it: the
   * model of this id where it has some, else the one that most slides have.
   */
  serving(preferred?: string): Promise<ModelVersion | undefined>;
  /** Errors: `conflict` while its spaces are being dropped. */
  keep(model: ModelVersion): Promise<void>;
  /** Serves from this moment on, in place of the one before, which stays kept. Errors: as `keep`. */
  serve(model: ModelVersion): Promise<void>;
  /**
   * Lets a model go: in one moment it is kept no more, and its spaces and their calibration are not there for anyone.
   * Answers the ids of its spaces that are going, whose rows are still to be swept. Errors: `conflict` when it serves.
   */
  leave(model: ModelVersion): Promise<readonly string[]>;
  /** Ids of all spaces that are going. */
  leaving(): Promise<readonly string[]>;
  /** Removes a slice of the rows of a space that is going; false when nothing of it is left. */
  sweep(spaceId: string): Promise<boolean>;
  /** Gives back to the disk a piece of what is free; false when there is nothing left to give. */
  shrink(): Promise<boolean>;
}
