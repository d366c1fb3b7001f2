import { isSameVersion, versionOf } from '../domain/models.js';
import type { ArchiveParts, UsableModel } from './parts.js';

/**
 * The models whose spaces a slide enters: the one that serves, those that are kept beside it, and `asked`. A model
 * whose file is missing, damaged or replaced stops none of the others; its spaces fall behind until it is back.
 * Errors: of the first model, when none can be used.
 */
export async function modelsInUse(parts: ArchiveParts, asked?: string): Promise<UsableModel[]> {
  const { catalog, settings } = parts;
  const serving = await catalog.models.serving();
  const kept = await catalog.models.kept();
  const first = serving?.modelId ?? asked ?? settings.defaultModel;
  const names = [...new Set([first, ...kept.map((model) => model.modelId), ...(asked ? [asked] : [])])];
  const opened = await Promise.allSettled(names.map(parts.model));
  const present = opened.flatMap((one) => (one.status === 'fulfilled' ? [one.value] : []));
  // With other weights it is another model, whose spaces were never asked for.
  const meant = present.filter(({ manifest }) => {
    const known = kept.filter((model) => model.modelId === manifest.id);
    const isKept = known.some((model) => isSameVersion(model, versionOf(manifest)));
    return isKept || known.length === 0 || manifest.id === asked;
  });
  const usable = meant.length > 0 ? meant : present.slice(0, 1);
  if (usable.length > 0) return usable;
  throw (opened[0] as PromiseRejectedResult).reason;
}
