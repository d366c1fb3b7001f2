import { TesseraError } from './errors.js';
import { isSameVersion, type ModelVersion, versionName } from './models.js';

/**
 * The one version that a name means among those an archive knows: a model's id, or the id of a version
 * (`tessera-s-8211e22e`). The same version may be listed more than once.
 * Errors: `not-found`; `conflict` when an id fits several versions.
 */
export function versionNamed(known: readonly ModelVersion[], name: string): ModelVersion {
  const distinct = known.filter((model, i) => known.findIndex((other) => isSameVersion(other, model)) === i);
  const meant = distinct.filter((model) => model.modelId === name || versionName(model) === name);
  const [only, ...others] = meant;
  if (only && others.length === 0) return { modelId: only.modelId, modelSha256: only.modelSha256 };
  const names = (only ? meant : distinct).map(versionName).join(', ');
  if (only) {
    throw new TesseraError('conflict', `The archive has spaces of several versions of ${name}.`, {
      hint: `Say which one: ${names}.`,
    });
  }
  throw new TesseraError('not-found', `The archive has no spaces of a model “${name}”.`, {
    hint: `It has: ${names || 'none'}.`,
  });
}
