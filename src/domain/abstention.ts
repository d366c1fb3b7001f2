import type { Calibration, QuerySize, ScoreDistribution } from './calibration.js';
import { MIN_TELLING_PATIENTS, nearestSize, percentileOf } from './calibration.js';
import type { Language } from './evidence-words.js';
import { chanceQuantile, quantile } from './quantile.js';

/** Fewer searchable patients than this are no archive (search.md 5). */
export const MIN_PATIENTS = 3;
/** An organ's own distribution is used from this many patients on. */
export const MIN_ORGAN_PATIENTS = 20;
/** The percentile of F below which the archive says that it has nothing similar. */
const ABSTAIN_BELOW = 0.05;
/** Of fewer patients than this the 5th percentile means nothing: one in twenty is not seen yet. */
const MIN_PERCENTILE_PATIENTS = 20;

/**
 * Why an answer stands or does not: `similar`: good enough; `nothing-similar`: below the threshold;
 * `too-few-patients`: nothing to compare with; `uncalibrated`: too few patients for a threshold, so the answer
 * stands and says so; `other-scoring`: the threshold is of another way of scoring than the question's.
 */
export type AbstentionReason =
  | 'similar'
  | 'nothing-similar'
  | 'too-few-patients'
  | 'uncalibrated'
  | 'other-scoring';

export type Abstention = {
  readonly abstained: boolean;
  readonly reason: AbstentionReason;
  /** Patients that could answer. */
  readonly patients: number;
  /** The score below which the archive abstains, and how it was set. */
  readonly threshold?: number | undefined;
  readonly rule?: 'percentile' | 'fence' | undefined;
  /** Where the best score lies in F, per cent. */
  readonly percentile?: number | undefined;
  /** Whose F it is: the query's organ, or all. */
  readonly pool?: 'organ' | 'pooled' | undefined;
  readonly size?: QuerySize | undefined;
};

export type AbstentionQuestion = {
  /** Best score of the answer; undefined when no case was found. */
  readonly best: number | undefined;
  /** Tiles of the question that lie side by side (at most 64), or a whole slide. */
  readonly tiles: number | 'whole';
  readonly organ?: string | undefined;
  /** Patients that were searched. */
  readonly patients: number;
};

/**
 * Whether the archive has nothing similar (search.md 5): the best score lies below the 5th percentile of what
 * patients' own regions get, per organ with at least 20 patients, else pooled. With 5 to 19 patients the
 * threshold is the lower of the lowest score and Tukey's fence (Q1 − 1.5 · IQR), so that a small archive only
 * turns away what is clearly foreign; with fewer there is none.
 */
export function decideAbstention(
  question: AbstentionQuestion,
  calibration: Calibration | undefined,
): Abstention {
  const { best, patients } = question;
  if (patients < MIN_PATIENTS) return { abstained: true, reason: 'too-few-patients', patients };
  if (best === undefined) return { abstained: true, reason: 'nothing-similar', patients };
  const found = calibration === undefined ? undefined : chooseDistribution(question, calibration);
  const limit = found === undefined ? undefined : thresholdOf(found);
  if (found === undefined || limit === undefined) {
    return { abstained: false, reason: 'uncalibrated', patients };
  }
  const abstained = best < limit.threshold;
  return {
    abstained,
    reason: abstained ? 'nothing-similar' : 'similar',
    patients,
    ...limit,
    percentile: percentileOf(best, found.scores),
    pool: found.pool,
    size: found.size,
  };
}

/** The threshold of a distribution; undefined with fewer than 5 patients. */
export function thresholdOf({
  scores,
  patients,
}: ScoreDistribution): { readonly threshold: number; readonly rule: 'percentile' | 'fence' } | undefined {
  if (patients >= MIN_PERCENTILE_PATIENTS) {
    return { threshold: chanceQuantile(scores, ABSTAIN_BELOW)!, rule: 'percentile' };
  }
  if (patients < MIN_TELLING_PATIENTS) return undefined;
  const [q1, q3] = [quantile(scores, 0.25)!, quantile(scores, 0.75)!];
  return { threshold: Math.min(scores[0]!, q1 - 1.5 * (q3 - q1)), rule: 'fence' };
}

/** The decision in one sentence. */
export function sayAbstention(abstention: Abstention, language: Language): string {
  const { reason, patients } = abstention;
  const numbers = sayNumbers(abstention, language);
  if (language === 'zh') {
    if (reason === 'too-few-patients') return `可检索的患者只有 ${patients} 位，不足以比较。`;
    if (reason === 'nothing-similar') return `本库中没有相似的病例${numbers}。`;
    if (reason === 'uncalibrated') return '本库尚未校准，无法判断最相近的病例是否足够相似。';
    if (reason === 'other-scoring')
      return '本库的校准只适用于平均分；按中位数计分时，无法判断最相近的病例是否足够相似。';
    return `本库中有相似的病例${numbers}。`;
  }
  if (reason === 'too-few-patients') {
    return `Only ${patients} ${patients === 1 ? 'patient' : 'patients'} could be searched: too few to compare with.`;
  }
  if (reason === 'nothing-similar') return `Nothing similar in this archive${numbers}.`;
  if (reason === 'uncalibrated') {
    return 'This archive is not calibrated yet, so it cannot say whether the nearest cases are near enough.';
  }
  if (reason === 'other-scoring') {
    return 'What this archive knows of near enough holds for mean scores; medians cannot be held against it.';
  }
  return `This archive has similar cases${numbers}.`;
}

function sayNumbers({ percentile, pool }: Abstention, language: Language): string {
  if (percentile === undefined) return '';
  const share = percentile.toFixed(0);
  if (language === 'zh') {
    return `（最高相似度位于${pool === 'organ' ? '同器官' : '全部'}患者自身区域得分的第 ${share} 百分位）`;
  }
  const whose = pool === 'organ' ? 'patients with this organ' : 'all patients';
  return ` (the best score stands at percentile ${share} of what regions of ${whose} reach)`;
}

type ChosenDistribution = ScoreDistribution & {
  readonly pool: 'organ' | 'pooled';
  readonly size: QuerySize;
};

function chooseDistribution(
  { tiles, organ }: AbstentionQuestion,
  calibration: Calibration,
): ChosenDistribution | undefined {
  const size = nearestSize(calibration, tiles);
  const pooled = size === undefined ? undefined : calibration.bySize[size];
  if (size === undefined || pooled === undefined) return undefined;
  const own: ScoreDistribution | undefined = organ === undefined ? undefined : pooled.perOrgan[organ];
  if (own !== undefined && own.patients >= MIN_ORGAN_PATIENTS) {
    return { ...own, pool: 'organ', size };
  }
  return { scores: pooled.scores, patients: pooled.patients, pool: 'pooled', size };
}
