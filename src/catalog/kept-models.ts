import { TesseraError } from '../domain/errors.js';
import { isSameVersion, type ModelVersion, versionName } from '../domain/models.js';
import type { TesseraDatabase } from './database.js';
import type { KeptModel, ModelStore } from './port.js';
import { createSpaceLeaving } from './space-leaving.js';
import type { SpaceRows } from './space-rows.js';

/** Which models the archive keeps vectors of, and which one of them serves. */
export function createModelStore(
  database: TesseraDatabase,
  { spaceRows, now }: { spaceRows: SpaceRows; now: () => number },
): ModelStore {
  const { connection } = database;
  const all = connection.prepare(
    `SELECT model_id AS modelId, model_sha256 AS modelSha256, since, serving FROM kept_models
     ORDER BY serving DESC, since, model_id`,
  );
  /** Models that slides have vectors of, the one of most slides first. */
  const held = connection.prepare(
    `SELECT p.model_id AS modelId, p.model_sha256 AS modelSha256
     FROM spaces p JOIN slide_spaces l ON l.space_key = p.key JOIN slides s ON s.key = l.slide_key
     WHERE p.leaving = 0 AND l.indexed > 0 AND s.state = 'archived'
     GROUP BY p.model_id, p.model_sha256 ORDER BY count(DISTINCT s.key) DESC, min(p.key)`,
  );
  const insert = connection.prepare(
    'INSERT INTO kept_models (model_id, model_sha256, since) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
  );
  const silence = connection.prepare('UPDATE kept_models SET serving = 0 WHERE serving = 1');
  const promote = connection.prepare(
    'UPDATE kept_models SET serving = 1 WHERE model_id = ? AND model_sha256 = ?',
  );
  const remove = connection.prepare('DELETE FROM kept_models WHERE model_id = ? AND model_sha256 = ?');
  const leaving = createSpaceLeaving(database, spaceRows);

  function kept(): KeptModel[] {
    const rows = all.all() as (ModelVersion & { since: number; serving: 0 | 1 })[];
    return rows.map((row) => ({ ...row, serving: row.serving === 1 }));
  }
  function keep(model: ModelVersion): void {
    const { modelId, modelSha256 } = model;
    if (leaving.isGoing(model)) throw stillGoing(model);
    insert.run(modelId, modelSha256, now());
  }
  function serve(model: ModelVersion): void {
    keep(model);
    silence.run();
    promote.run(model.modelId, model.modelSha256);
  }
  function settle(preferred: string | undefined): ModelVersion | undefined {
    const candidates = held.all() as ModelVersion[];
    const chosen = candidates.find(({ modelId }) => modelId === preferred) ?? candidates[0];
    if (chosen) serve(chosen);
    return chosen;
  }

  return {
    kept: async () => database.read(kept),
    async serving(preferred) {
      const found = database.read(kept).find((model) => model.serving);
      return found ?? database.write(() => settle(preferred));
    },
    keep: async (model) => database.write(() => keep(model)),
    serve: async (model) => database.write(() => serve(model)),
    leave: async (model) =>
      database.write(() => {
        if (kept().some((one) => one.serving && isSameVersion(one, model))) throw stillServes(model);
        remove.run(model.modelId, model.modelSha256);
        return leaving.hide(model);
      }),
    leaving: async () => database.read(leaving.list),
    sweep: async (spaceId) => leaving.sweep(spaceId),
    shrink: async () => leaving.shrink(),
  };
}

function stillGoing(model: ModelVersion): TesseraError {
  return new TesseraError('conflict', `The spaces of ${versionName(model)} are still being dropped.`, {
    hint: 'Wait until that job has ended (tessera status), then add the model again.',
    details: { model: versionName(model) },
  });
}

function stillServes(model: ModelVersion): TesseraError {
  return new TesseraError('conflict', `${versionName(model)} serves: questions are answered in its spaces.`, {
    hint: 'Let another model serve first: tessera spaces switch --model ID',
    details: { model: versionName(model) },
  });
}
