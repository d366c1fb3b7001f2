import type { DiagnosisEvidence, Evidence } from './evidence.js';

/** Languages an answer is put into words in. */
export type Language = 'en' | 'zh';

/**
 * One sentence per diagnosis: who had it, with what weight, and how common it is in what was searched, e.g.
 * "7 of the 10 nearest patients (weight 0.81) had X; the archive holds 212 patients with X among 1,904."
 * (search.md 4). It states counts and never how likely a diagnosis is.
 */
export function sayEvidence(evidence: Evidence, language: Language): string[] {
  const say = language === 'zh' ? sayInChinese : sayInEnglish;
  return evidence.diagnoses.map((one) => say(one, evidence));
}

/** The rule behind the weights in one sentence, for the foot of an answer. */
export function sayEvidenceRule(evidence: Evidence, language: Language): string {
  const n = evidence.patients;
  if (language === 'zh') {
    return `权重来自最相近的 ${n} 位患者（每位患者取其最相近的病例），相似度越高权重越大，总和为 1。检索结果供医生参考，不构成诊断。`;
  }
  return `The weights come from the ${n === 1 ? 'nearest patient' : `${n} nearest patients`}, each by the most similar case; a higher similarity weighs more, and they sum to 1. They support a doctor's judgement and are no diagnosis.`;
}

function sayInEnglish(one: DiagnosisEvidence, { patients, archive }: Evidence): string {
  const weight = one.weight.toFixed(2);
  const who = patients === 1 ? 'The nearest patient' : `${one.patients} of the ${patients} nearest patients`;
  const name = one.diagnosis ?? 'no diagnosis on record';
  const held = one.archivePatients === 1 ? '1 patient' : `${count(one.archivePatients)} patients`;
  return `${who} (weight ${weight}) had ${name}; the archive holds ${held} with ${name} among ${count(archive.patients)}.`;
}

function sayInChinese(one: DiagnosisEvidence, { patients, archive }: Evidence): string {
  const weight = one.weight.toFixed(2);
  const name = one.diagnosis === null ? '无诊断记录' : `诊断为“${one.diagnosis}”`;
  return `最相近的 ${patients} 位患者中有 ${one.patients} 位（权重 ${weight}）${name}；所检索的 ${count(archive.patients)} 位患者中，${name}的有 ${count(one.archivePatients)} 位。`;
}

function count(value: number): string {
  return value.toLocaleString('en-US');
}
