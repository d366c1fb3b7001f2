import type { SearchAnswer } from '../../src/api/schemas/search.js';
import type { Http } from './http.js';

/** Two real models of models/. */
export const FIRST = 'stain-texture';
export const SECOND = 'tessera-s';

export type SpaceView = {
  readonly id: string;
  readonly modelId: string;
  readonly mpp: number;
  readonly tiles: number;
  readonly serving: boolean;
  readonly kept: boolean;
  readonly modelState: 'present' | 'changed' | 'missing';
  readonly coverage: { readonly slides: number; readonly done: number; readonly complete: boolean };
  readonly calibration: unknown;
};
export type FillReport = {
  readonly outcome: { readonly serves: boolean; readonly missing: string | null } | null;
  readonly failed: readonly {
    readonly name: string;
    readonly error: { readonly tag: string; readonly hint?: string };
  }[];
};

export const spacesOf = async (api: Http, modelId: string) =>
  (await api.get<{ items: SpaceView[] }>('/spaces')).items.filter((space) => space.modelId === modelId);

export async function servingModel(api: Http): Promise<string[]> {
  const { items } = await api.get<{ items: SpaceView[] }>('/spaces');
  return [...new Set(items.filter((space) => space.serving).map((space) => space.modelId))];
}

/** What must be the same for the same question in the same space: who is near, how near, and where. */
export function essence({ space, model, cases, searched }: SearchAnswer) {
  return {
    space,
    model: model?.id,
    searched,
    cases: cases.map(({ caseId, score, slides }) => ({
      caseId,
      score,
      tiles: slides.flatMap(({ regions }) => regions.map(({ tileId }) => tileId)),
    })),
  };
}
