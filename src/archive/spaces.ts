import { TesseraError } from '../domain/errors.js';
import { isSameVersion, type ModelVersion, type Space, versionName, versionOf } from '../domain/models.js';
import type { ArchiveParts } from './parts.js';

/** A space in which something is missing. */
export type Gap = {
  readonly spaceId: string;
  /** Archived slides that enter it, and those whose tiles are all decided. */
  readonly slides: number;
  readonly done: number;
  readonly calibrated: boolean;
};

/** How a space stands beside the others. */
export type SpaceStanding = {
  readonly serving: boolean;
  /** Every new slide enters it. */
  readonly kept: boolean;
  /** `changed`: the model on this machine has other weights, so nothing can be asked or added in it. */
  readonly modelState: 'present' | 'changed' | 'missing';
  readonly coverage: { readonly slides: number; readonly done: number; readonly complete: boolean };
};

/** How each space stands, by id. */
export async function spaceStandings(parts: ArchiveParts): Promise<ReadonlyMap<string, SpaceStanding>> {
  const { catalog } = parts;
  const [spaces, coverage, serving] = await Promise.all([
    catalog.tiles.spaces(),
    catalog.tiles.coverage(),
    catalog.models.serving(),
  ]);
  const kept = await catalog.models.kept();
  const covered = new Map(coverage.map((one) => [one.spaceId, one]));
  const standings = spaces.map(async (space): Promise<[string, SpaceStanding]> => {
    const { slides, done } = covered.get(space.id) ?? { slides: 0, done: 0 };
    return [
      space.id,
      {
        serving: serving !== undefined && isSameVersion(serving, space),
        kept: kept.some((model) => isSameVersion(model, space)),
        modelState: await presence(parts, space),
        coverage: { slides, done, complete: done === slides },
      },
    ];
  });
  return new Map(await Promise.all(standings));
}

async function presence({ model }: ArchiveParts, space: Space): Promise<SpaceStanding['modelState']> {
  return model(space.modelId).then(
    ({ manifest }) => (isSameVersion(versionOf(manifest), space) ? 'present' : 'changed'),
    () => 'missing',
  );
}

/** The spaces of a model that do not have every slide yet, or cannot say yet what "similar" is in them. */
export async function gapsOf({ catalog }: ArchiveParts, model: ModelVersion): Promise<Gap[]> {
  const own = (await catalog.tiles.spaces()).filter((space) => isSameVersion(space, model));
  const covered = new Map((await catalog.tiles.coverage()).map((one) => [one.spaceId, one]));
  const gaps = await Promise.all(
    own.map(async (space) => {
      const { slides, done } = covered.get(space.id) ?? { slides: 0, done: 0 };
      const calibrated = space.tiles === 0 || (await catalog.calibrations.get(space.id)) !== undefined;
      return { spaceId: space.id, slides, done, calibrated };
    }),
  );
  return gaps.filter(({ slides, done, calibrated }) => done < slides || !calibrated);
}

/** The gaps in one sentence, with their numbers. */
export function describeGaps(gaps: readonly Gap[]): string {
  return gaps
    .map(({ spaceId, slides, done, calibrated }) =>
      done < slides
        ? `${spaceId} has ${done} of ${slides} slides`
        : calibrated
          ? `${spaceId} is complete`
          : `${spaceId} is not calibrated`,
    )
    .join('; ');
}

/**
 * Lets a model serve: from one moment to the next questions are asked in its spaces; those under way end where they
 * began. The model before stays kept, so that one can go back.
 * Errors: `not-found`, `model-refused`; `conflict` with the numbers while slides or calibration are missing, unless
 * `force`; also then when it has no vector at all and another one has.
 */
export async function switchModel(
  parts: ArchiveParts,
  request: { readonly model: string; readonly force: boolean },
  actor: string,
): Promise<ModelVersion> {
  const { catalog } = parts;
  const model = versionOf((await parts.model(request.model)).manifest);
  const serving = await catalog.models.serving();
  if (serving && isSameVersion(serving, model)) return model;
  const own = (await catalog.tiles.spaces()).filter((space) => isSameVersion(space, model));
  if (serving && own.every((space) => space.tiles === 0)) throw nothingThere(model);
  const gaps = await gapsOf(parts, model);
  if (gaps.length > 0 && !request.force) throw incomplete(model, gaps);
  await catalog.models.serve(model);
  const details = { from: serving ? versionName(serving) : null, forced: gaps.length > 0 };
  await catalog.audit.write({ actor, action: 'switch-model', subject: versionName(model), details });
  return model;
}

function nothingThere(model: ModelVersion): TesseraError {
  return new TesseraError(
    'conflict',
    `${versionName(model)} has no vectors in this archive: it cannot answer.`,
    {
      hint: `Fill its spaces first: tessera spaces add --model ${model.modelId} --switch`,
    },
  );
}

function incomplete(model: ModelVersion, gaps: readonly Gap[]): TesseraError {
  return new TesseraError('conflict', `${versionName(model)} is not complete: ${describeGaps(gaps)}.`, {
    hint: `tessera spaces add --model ${model.modelId} does what is missing; --force switches over all the same.`,
    details: { gaps },
  });
}
